"""Where a passkey is asked for, added and removed."""

from django.urls import path

from toward.people import passkey_views, second_step

urlpatterns = [
    path("enter/passkey/", passkey_views.enter_passkey, name="enter_passkey"),
    path("enter/passkey/ask/", passkey_views.enter_ask, name="enter_ask"),
    path("unlock/passkey/", passkey_views.unlock_passkey, name="unlock_passkey"),
    path("unlock/passkey/ask/", passkey_views.unlock_ask, name="unlock_ask"),
    path("step/", second_step.step, name="step"),
    path("step/ask/", second_step.step_ask, name="step_ask"),
    path("passkeys/", passkey_views.passkeys_page, name="passkeys"),
    path("passkeys/ask/", passkey_views.passkeys_ask, name="passkeys_ask"),
    path("passkeys/add/", passkey_views.passkeys_add, name="passkeys_add"),
    path("passkeys/remove/", passkey_views.passkeys_remove, name="passkeys_remove"),
]
