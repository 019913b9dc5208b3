"""What couples write in eight languages, and what only looks like it."""

from __future__ import annotations

import numpy as np
import pytest

from toward.lookback.cues.phrases import WORDED
from toward.lookback.cues.scan import find
from toward.lookback.messages import Chat, Texts

AT_NIGHT, IN_THE_MORNING, IN_THE_EVENING = 23, 8, 19
_HOUR = {"good_morning": IN_THE_MORNING, "good_night": AT_NIGHT}


def said(text: str, hour: int) -> set[str]:
    """Rituals found in one message; too little to tell the language, so every list counts in full."""
    at = np.array([hour * 3600], dtype=np.int64)
    return set(find(Chat("", ("Ana",), at, np.zeros(1, np.int32), np.zeros(1, np.int8), Texts.of([text]))))


def cases(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(ritual, line.strip()) for ritual, lines in table.items() for line in lines.strip().splitlines()]


ENACTED = {
    "good_morning": """
        Good morning my love
        gm babe
        Goooood mooorning!!
        Morning! Coffee is ready
        wakey wakey ☀️
        早安
        早呀，今天冷
        早晨！
        Buenos días, cielo
        buen diaaa
        Bonjour mon cœur
        bon matin!
        Guten Morgen Schatz
        Guete Morge
        Moin
        bom dia amor
        bomdia!!
        おはよー
        オハヨウ☀️
    """,
    "good_night": """
        good nighttttt
        gn ily
        night babe
        Nighty night, sleep tight
        sweet dreams 😴
        🌙
        晚安
        睡啦，明天见
        早抖
        buenas noches, que descanses
        Descansa mi vida
        dulces sueños
        Bonne nuit, dors bien
        fais de beaux rêves
        Gute Nacht!
        schlaf gut und träum süß
        gn8
        boa noite, dorme bem
        durma com os anjos
        おやすみなさい
        おやすみー
    """,
    "i_love_you": """
        I love you
        luv u toooo
        love you more
        ily
        i ❤️ you
        爱你
        愛妳喔
        520
        么么哒
        te amo
        tqm
        te quiero muchooo
        je t'aime
        Jtm fort
        Ich liebe dich
        hab dich lieb
        hdgdl
        eu amo você
        amo-te
        大好きだよ
        愛してる
    """,
    "how_was_your_day": """
        how was your day?
        hows work going
        今天过得怎么样
        今天上班累不累
        今日點呀
        ¿Cómo te fue hoy?
        qué tal el día
        Comment s'est passée ta journée ?
        ça a été le boulot ?
        Wie war dein Tag?
        wie wars auf arbeit
        como foi o seu dia?
        correu bem o trabalho?
        今日どうだった？
        仕事どうだった
    """,
    "on_my_way": """
        omw
        On my way home
        just got home safe
        be there in 10
        在路上
        到家了
        返到屋企
        ya voy en camino
        llegué bien
        je suis en route
        bien rentrée
        bin auf dem Weg
        gut angekommen
        tô a caminho
        cheguei bem
        ただいま
        今から帰るね
    """,
    "thank_you": """
        thank you so much
        thx babe
        ty
        谢谢
        辛苦了
        多謝晒
        muchas gracias
        Merci beaucoup
        danke dir
        obrigada meu bem
        vlw
        ありがとう
        お疲れさま
    """,
    "sorry": """
        I'm so sorry
        sorry I'm late
        my bad
        对不起
        我错了
        歹勢啦
        perdóname
        lo siento mucho
        Désolée pour hier
        pardonne-moi
        Tut mir leid
        es tut mir so leid
        me desculpa
        foi mal
        ごめんね
        ごめんなさい
    """,
    "pet_names": """
        hey babe
        I'm tired, sweetheart
        are you coming, honey?
        宝贝你在干嘛
        老公
        北鼻
        mi amor, ven
        hola guapa
        mon chéri
        coucou ma puce
        Schatz, wo bist du
        meu amor
        oi vida
        ダーリン
    """,
}

ONLY_ALIKE = {
    "good_morning": """
        let's talk tomorrow morning
        the morning was awful
        it was a good morning for once
        Good Morning America is on
        早上好冷
        今早安排一下
        mañana por la mañana
        ¡qué buen día hace!
        dis bonjour à ta mère
        morgen früh um acht
        foi um bom dia de trabalho
        おはようも言わないの
        問題が起きた
    """,
    "good_night": """
        had a good night out
        I need a good night's sleep
        she said good night and left
        last night was fun
        he wrote “good night” on the card
        公安安排的
        他没说晚安
        晚安吻
        la noche de bodas
        me gusta salir por la noche
        une nuit blanche
        die ganze Nacht gearbeitet
        foi uma boa noite com amigos
        明日は会社お休みです
    """,
    "i_love_you": """
        I love pizza
        I love you guys' cooking
        I would love you to meet her
        they love you at work
        我妈爱你们
        他不爱你
        520元
        te quiero contar algo
        je ne t'aime pas
        tu t'aimes trop
        ich liebe es
        eu amo café
        ラーメンが大好き
        すき焼き食べたい
        スキー場
    """,
    "how_was_your_day": """
        nobody asked how was your day
        how was your day off
        今天天气怎么样
        wie war der Film
        comment était le film
        cómo estuvo la peli
        como foi o jogo
        今日の天気どうだった
    """,
    "on_my_way": """
        on my way to quitting
        I work from home
        the parcel arrived
        快递到了
        想到了
        el paquete ya llegó
        quand tu arrives
        das Paket ist da
        a encomenda chegou
        荷物が届いて着いた
        気がついた
    """,
    "thank_you": """
        thanks but no
        don't thank me
        thank god
        thanks to the rain
        谢谢惠顾
        不用谢
        de nada
        gracias a Dios
        non merci
        nein danke
        valeu a pena
        ありがたい話
    """,
    "sorry": """
        sorry to bother you
        sorry to hear that
        not sorry
        better safe than sorry
        sorry for your loss
        不好意思，请问一下
        怪不好意思的
        lo siento por tu pérdida
        disculpe, ¿dónde está?
        désolé de te déranger
        Entschuldigung, wo ist der Bahnhof
        sinto muito pela tua perda
        すみません、注文いいですか
    """,
    "pet_names": """
        a spoon of honey in the tea
        the baby is asleep
        Dear Sir or Madam
        that is beautiful
        宝宝打疫苗
        支付宝
        la vida es bella
        le bébé dort
        die Maus ist kaputt
        que amor de casaco
        ハニーマスタード
        you should drop by
    """,
}


@pytest.mark.parametrize(("ritual", "text"), cases(ENACTED))
def test_what_is_said_is_found(ritual: str, text: str):
    assert ritual in said(text, _HOUR.get(ritual, IN_THE_EVENING))


@pytest.mark.parametrize(("ritual", "text"), cases(ONLY_ALIKE))
def test_what_only_looks_alike_is_not(ritual: str, text: str):
    assert ritual not in said(text, _HOUR.get(ritual, IN_THE_EVENING))


def test_every_ritual_has_both_kinds_of_examples():
    assert set(ENACTED) == set(ONLY_ALIKE) == set(WORDED)
    assert min(len(cases({ritual: lines})) for ritual, lines in ONLY_ALIKE.items()) >= 8
