#!/usr/bin/env python3
"""Records how razdel 0.5.0 cuts generated lines into tokens, for tests/tokens.rs.

    tests/scripts/record_razdel.py [OUTPUT]

OUTPUT is tests/parity/razdel.ndjson.gz where not given. A virtual environment with the package is made in target/ on the
first run. The lines are put together from the lists below with a fixed seed: sentences of news, odd typography, and
characters thrown together. Each line of the output has a text and its tokens. Cases in which demarche means to differ
(the table in src/document/token.rs) are left out by DIFFERENT; tests/tokens.rs lists them one by one.
"""

import gzip
import json
import random
import re
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / "target" / "razdel"
SEED = 20250302
LINES = {"news": 2500, "odd": 2000, "noise": 1500}

LETTER = r"[^\W\d_]"
JOINERS = ".,/\\_-‑–—−"
DIFFERENT = re.compile(
    rf"(?<={LETTER})['’‘`](?={LETTER})"  # apostrophes
    r"|[A-Za-zİıſK]—[A-Za-zİıſK]"
    r"|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]"
    r"|[{‚‛‟‹›•●▪■◆►▶‐‒―]"
)

NAMES = """Владимир Путин|Реджеп Тайип Эрдоган|А. С. Иванов|И.О. Фамилия|Салтыков-Щедрин|Дональд Трамп|Ким Чен Ын|Мак-Кейн
Володимир Зеленський|Дмитро Кулеба|Їжакевич|Ґалаґан|Emmanuel Macron|Jean-Claude Juncker|J. D. Vance|Łukasz Żółć|Erdoğan"""
PLACES = """г. Москва|Санкт-Петербург|Ростов-на-Дону|США|м. Київ|Україна|Türkiye|U.S.|the U.K.|Washington, D.C.|ул. Ленина, д. 5
Москва—Пекин|США–Китай|Нью‑Йорк|Іспанія|ЄС|Св. Елены|São Paulo|Straße|Αθήνα|日本"""
NUMBERS = """5|1,5 млн|1 250 000|1\u00a0250\u00a0000|3.14|12.03.2024|10:30|1990-х|5-й|25-го|1/2|24/7|20%|20 %|+7 (495) 123-45-67|№5
№ 5|$5|€200|200€|5°|-15 °C|10км|10 км²|¾|½|5-6|2011–2020|2011—2020|1.2.3|1,2,3|5,|5.|,5|.5|II|XXI|90-е|5'10\"|24\" экран|3х4|2x2
1.000.000,00|10 000,50|0,5%|±3|≈10|≤5|5+5=10|100₽|₴40|£3bn|5G|G20|F-16|С-400|Ту-154М|Су35|ВС1|COVID-19|ст. 5 п. 3|1\\2"""
WORDS = """заявил|сообщила|переговоры|санкции|премьер-министр|по-прежнему|кто-либо|ё-моё|єдність|їхній|військово-політичний|ґрунт
said|well-known|e-mail|co-operation|naïve|façade|coöperate|заяви\u0301л|cafe\u0301|iPhone|Рoссия|тест_слово|snake_case|C++|C#|.NET
Яндекс.Новости|Yahoo!|yahoo!|YAHOO!?|AT&T|R&D|и/или|т.е.|т. е.|и т.д.|и т. п.|др.|млн.|Mr.|etc.|p.m.|Inc.|№|ooo|ООО"""
MARKS = """,|.|;|:|!|?|...|…|?!|!!!|?..|!..|.....|—|–|-|−|--|---|----|——|***|**|*|****|(|)|[|]|}|«|»|„|“|”|"|'|’|‘|/|\\|&|+|=|~|^|`|<|>|<<
>>|,,|''|``|@|#|$|%|_|__|№|:)|:-)|;)|=)|:(|:(((|:))))|=(|;-(|:D|^_^|<3|©|®|™|§|€|°|·|¬|¿|¡|🙂|🇺🇦|👍🏽|→|≠|× |\t|\u00a0|\u2009|\u3000"""
ODD = """https://example.org/news?id=7&lang=ru#top|http://пример.рф/путь_1|info@example.org|press.office+1@mail.example.com|@press_office
#санкции|#НеВойне2022|(фото: архив)|(см. рис. 1)|www.example.com|C:\\Windows\\System32|«Ведомости»|“Patriot”|„Слово“|"Слово"|'слово'
,,слово''|<<слово>>|«A «B» C»|(а)|а)|1)|1.|1.1.|[1]|—Да!|–Да|- Да|...да|да...|«...»|(…)|Да?!|Да!!!|кое-|-то|т-т-ты|слово.Слово
слово,слово|слово:слово|слово/слово|слово+слово|слово|слово_|_слово|10:30-11:00|12-15|v1.2.3-rc1|0x1F|1e-5|a1b2|а1б2|aб|бa|αβ|mβж|Δσ|ΔP
10%-ный|«Единая Россия»-2|США-РФ-ЕС|т.н.|г.Москва|с 8:00 до 9:00|$1.5bn|€1,5млрд|USD/RUB|км/ч|м²|5м|ул.Мира,7|?|о т. е. и т.д."""

LISTS = {
    name: [value for value in values.replace("\n", "|").split("|") if value]
    for name, values in {"N": NAMES, "L": PLACES, "D": NUMBERS, "W": WORDS, "M": MARKS, "X": ODD}.items()
}
PATTERNS = [
    "N W, что W L W D.", "«W W», — W N.", "W D W L: W — W N, W W.", "— W, — W N. — W D W!", "„W W“, — W N (L).",
    "“W W W,” W N.", '"W, W," - W N.', "W D, D и D W.", "X W D W X.", "N, L, D: X; X.", "В D году W W L?.. W!", "D W. W N…",
    "W/W D%, W-W №D; «W „W“ W».", "L—L: W–W, W-W.", "W X, W X (X), X!", "DW WD DD.", "W W W W W W W W.", "N — N: D:D.",
]
NOISE = [*"абвяёЁАЯabzAZ0123456789іїєґІЄ.,:;!?…-–—−‑_/\\'\"«»“”„‘’()[]}<>=+*&%$#@№~^|`   \t°²½€™\u0301\u00e9Ωж日🙂ßıKſ"]


def line(kind, chance):
    if kind == "news":
        pattern = chance.choice(PATTERNS)
        return "".join(chance.choice(LISTS[part]) if part in LISTS else part for part in pattern)
    if kind == "odd":
        parts = (chance.choice(LISTS[chance.choice("XMDWM")]) for _ in range(chance.randint(3, 14)))
        return "".join(part + chance.choice(["", "", " "]) for part in parts)
    return "".join(chance.choice(NOISE) for _ in range(chance.randint(5, 60)))


def looks_past_a_space(tokens):
    """Whether razdel has glued a mark to one side though a space stands on the other."""
    joined = (token.text for token in tokens if re.search(r"[^.,/\\_\-‑–—−?!…]", token.text))
    return any(text[0] in JOINERS or text[-1] in JOINERS for text in joined if len(text) > 1)


def record(output):
    from razdel import tokenize

    chance = random.Random(SEED)
    lines, left_out = [], 0
    for kind, count in LINES.items():
        made = 0
        while made < count:
            text = line(kind, chance)
            tokens = list(tokenize(text))
            if DIFFERENT.search(text) or looks_past_a_space(tokens):
                left_out += 1
                continue
            lines.append({"text": text, "tokens": [token.text for token in tokens]})
            made += 1
    written = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    output.parent.mkdir(parents=True, exist_ok=True)
    # No time in the header: the same output has the same bytes.
    output.write_bytes(gzip.compress(written.encode(), compresslevel=9, mtime=0))
    tokens = sum(len(line["tokens"]) for line in lines)
    print(f"{output}: {len(lines)} lines, {tokens} tokens, {left_out} left out, {output.stat().st_size} bytes")


def main():
    python = VENV / "bin" / "python"
    if Path(sys.prefix) != VENV:
        if not (VENV / "ready").exists():
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
            subprocess.run([python, "-m", "pip", "install", "--quiet", "razdel==0.5.0"], check=True)
            (VENV / "ready").touch()
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]]).returncode)
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "tests" / "parity" / "razdel.ndjson.gz")


if __name__ == "__main__":
    main()
