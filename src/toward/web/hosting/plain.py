"""The one page that plain http gets from anywhere but this computer: no form, no cookie, only how to get https."""

from __future__ import annotations

import base64
import hashlib

_STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; background: #f7f3ea; color: #222c38; font: 1.0625rem/1.65 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
main { max-width: 34rem; margin: 0 auto; padding: 3rem 1.25rem; }
h1 { margin: 0 0 1.25rem; font-size: 1.5rem; font-weight: 600; line-height: 1.3; }
p { margin: 0 0 1rem; overflow-wrap: anywhere; }
code { font-size: .9em; }
hr { margin: 2rem 0; border: 0; border-top: 1px solid #d9d2c3; }
@media (prefers-color-scheme: dark) {
  body { background: #1d222d; color: #efe7d8; }
  hr { border-color: #3a4150; }
}
"""
_KNOWN = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

PAGE = f"""<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>https</title>
<style>{_STYLE}</style></head>
<body>
<main>
<h1>This address is not encrypted.</h1>
<p>On the way to here, others could read what you type. So there is nothing here but this page.</p>
<p>If you were given an address that begins with <b>https://</b>, use that one.</p>
<p>If you run this computer: <code>toward host</code> asks four questions and lays out what https takes. Where a proxy
stands in front already, name it in <code>TOWARD_TRUSTED_PROXY</code> and the address in <code>TOWARD_HOSTS</code>.</p>
<hr>
<section lang="zh-Hans">
<h1>这个地址没有加密。</h1>
<p>在到达这里的路上，别人可能读到你输入的内容。所以这里只有这一页。</p>
<p>如果有人给过你以 <b>https://</b> 开头的地址，就用那一个。</p>
<p>如果这台电脑由你管理：<code>toward host</code> 会问四个问题，并写好 https 需要的文件。如果前面已经有代理，把它写进
<code>TOWARD_TRUSTED_PROXY</code>，把地址写进 <code>TOWARD_HOSTS</code>。</p>
</section>
</main>
</body>
</html>
""".encode()

HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"content-length", str(len(PAGE)).encode()),
    (
        b"content-security-policy",
        f"default-src 'none'; style-src '{_KNOWN}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'".encode(),
    ),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-robots-tag", b"noindex"),
]
STATUS = 403
