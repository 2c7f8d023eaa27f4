#!/usr/bin/env python3
"""Records what natasha 1.6.0 tells of generated sentences, for tests/parity.rs.

    tests/scripts/record_natasha.py [OUTPUT]
    tests/scripts/record_natasha.py --speed ARTICLES

The second form prints how many articles a second natasha reads on one thread, for benches/reading.rs: ARTICLES is a
file of JSON, sentences of tokens for each article. OUTPUT is tests/parity/natasha.ndjson.gz where not given. A virtual
environment with the packages of tests/parity/requirements.txt is made in target/ on the first run.

The sentences are put together from the word lists below, with a fixed seed; a text is a few of them. One line of the
output is one text: its tokens, where its sentences end, and for each token the tags of names and morphology, the head (0
is the root) and the relation, as indices into the lists of the first line.

natasha tags names over the whole text, and does the rest sentence by sentence.
"""

import gzip
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
VENV = PROJECT / "target" / "natasha"
PACKAGES = PROJECT / "tests" / "parity" / "requirements.txt"
TEXTS = 560
SEED = 20250301
SPEED_SECONDS = 5

PERSONS = """Владимир Путин|Реджеп Тайип Эрдоган|Сергей Лавров|Марко Рубио|Урсула фон дер Ляйен|Дмитрий Песков|А. С. Иванов
Мария Захарова|Кир Стармер|Владимир Зеленский|Эмманюэль Макрон|Ким Чен Ын|Си Цзиньпин|Виктор Орбан|Дональд Трамп|Н. Пашинян
Анна-Мария Кузнецова|О'Брайен|Салтыков-Щедрин|Фридрих Мерц|Джорджа Мелони|Касым-Жомарт Токаев|Ильхам Алиев|МакКейн"""
PLACES = """Москва|Киев|Анкара|Вашингтон|Париж|Санкт-Петербург|Ростов-на-Дону|США|РФ|ФРГ|Европа|Нью-Йорк|Донецк|Тегеран|Баку
Южная Корея|Саудовская Аравия|Ближний Восток|Великобритания|ЕС|Казахстан|Пекин|Брюссель|Грузия"""
ORGANISATIONS = """МИД|НАТО|ООН|Госдума|Белый дом|Кремль|«Газпром»|Reuters|Минобороны|Еврокомиссия|ЦБ|Совбез ООН|ТАСС|Bild
Министерство финансов|компания «Росатом»|агентство Bloomberg|СИЗО-6|группа G20|Конституционный суд|Роскомнадзор|Meta"""
ROLES = """президент|премьер-министр|глава МИД|официальный представитель|канцлер|помощник президента|министр обороны|депутат
посол|генеральный секретарь|пресс-секретарь|эксперт|бывший советник|вице-премьер|спикер парламента|губернатор"""
SPEECH = """заявил|сообщила|подчеркнул|отметила|рассказали|напомнил|добавила|считает|уверен|предупредил|не исключил|призвала
обвинил|пообещали|опроверг|подтвердила|пояснил|уточнили|обратил внимание|дала понять|намекнул|указывают"""
EVENTS = """переговоры|поставки оружия|новые санкции|прекращение огня|торговое соглашение|обмен пленными|цены на нефть
встреча лидеров|ядерная сделка|выборы|мирный план|экспорт зерна|учения флота|бюджетный дефицит|пакет помощи|эмбарго|саммит"""
ADJECTIVES = """новый|важный|российский|турецкий|совместный|экономический|возможный|предстоящий|американский|долгосрочный
беспрецедентный|третий|конструктивный|неприемлемый|энергетический|военно-технический|дальнейший"""
VERBS = """обсудили|поддержит|начнутся|сорвались|продолжаются|ввёл|отменит|согласовали|должны привести|могли бы остановить
переговорил|затронут|вступят в силу|отложены|были приостановлены|позволили|не состоятся|ускорит|подорвали|урегулирует"""
TIMES = """в понедельник|24 ноября|вчера вечером|на прошлой неделе|в 2025 году|1 марта|сегодня|в 14:30 мск|накануне|летом
с 2011-2020 гг.|через два дня|в ночь на 5 мая|ранее|в ближайшее время|в XXI веке|до конца III квартала"""
ADVERBS = """впрочем|в частности|однако|по телефону|в ходе беседы|несмотря на это|как ожидается|по его словам|вместе с тем
без предварительных условий|по инициативе турецкой стороны|в рамках визита|официально|ещё раз|якобы|тем не менее"""
NUMBERS = """3,5 млрд долларов|около 20%|+7 градусов|-15 °C|№ 5|€200 тыс.|1 250 000 тонн|$40 млн|два с половиной процента|100 500
5:3|10 км²|¾ бюджета|12.03.2024|1990-х|десятки тысяч человек"""
ODD = """https://example.org/news?id=7|@press_office|#санкции|e-mail: info@example.org|(фото: архив)|***|— — —|…|?!|iPhone 17 Pro|COVID-19
Українська правда|інтерв'ю|Ω|🙂|C++|F-16|С-400|Су-35С|“Patriot”|ё-моё|Ъ|q|Й|xX|ВОЗ/WHO|и/или|т. е.|т. д.|ст. 5|ABC-Def|ſt|1/2"""

LISTS = {
    name: values.replace("\n", "|").split("|")
    for name, values in {
        "P": PERSONS, "L": PLACES, "O": ORGANISATIONS, "R": ROLES, "S": SPEECH, "E": EVENTS, "A": ADJECTIVES,
        "V": VERBS, "T": TIMES, "D": ADVERBS, "N": NUMBERS, "X": ODD,
    }.items()
}  # fmt: skip

SENTENCES = [
    "R L P T S, что E V.", "«A E V T», — S P.", "P и P V по телефону: D, E и E.", "По мнению R, E в L V D.", "D, S R O P.",
    "О S: N на E.", "В L V A E, S О со ссылкой на O.", "R L S P, что если E V, то L введёт E против L.", "E V? P не S.",
    "„A E, — S P, — V T“.", "P (R, L) S: «E — это A E, „D“ V».", "Т в L V E, A E и N.", "O S, D, что P V E с O.", "X V T.",
    "X — X, E: X.", "Как S R P, который V в L T, A E V, а E — нет.", "— E V! — S P. — D, A E V.", "L, L и L S E T.",
    "Президентов L и L P и P V T.", "R L, D, S: \"Мы V E\".", "E V (O), N; D S X.", "НЕ V P A E В L!!!", "E", "X X X", "N.",
    "R O V с R O; T P S, что V E, чтобы E V, потому что A E V в L.", "P S О: А P — A, D.", "«О», «О» и О V E на N T.",
    "Если верить O, P V, что P S, что R L S, что E V.", "A, A и A E V L из-за E, О S N, X.", "L.", "Об этом S P T.",
]  # fmt: skip
# Cyrillic letters in a pattern that look like the Latin names of the lists stand for them too.
PATTERN = str.maketrans("ТО", "TO")


def sentence(chance):
    pattern = chance.choice(SENTENCES).translate(PATTERN)
    words = []
    for position, character in enumerate(pattern):
        before, after = pattern[position - 1 : position], pattern[position + 1 : position + 2]
        alone = not before.isalpha() and not after.isalpha()
        words.append(chance.choice(LISTS[character]) if alone and character in LISTS else character)
    text = "".join(words)
    if chance.random() < 0.05:
        text = text.upper()
    elif chance.random() < 0.1:
        text = text.lower()
    else:
        text = text[:1].upper() + text[1:]
    return text


def text(chance):
    sentences = [sentence(chance) for _ in range(chance.randint(1, 9))]
    if chance.random() < 0.03:
        # One sentence that is longer than what is read at once.
        sentences = [sentence(chance).rstrip(".?!…") + "," for _ in range(18)]
    return chance.choice([" ", " ", "\n"]).join(sentences)


def record(output):
    from natasha import NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser, Segmenter
    from slovnet import NER
    from slovnet.token import tokenize

    segmenter, embedding = Segmenter(), NewsEmbedding()
    morphology, syntax = NewsMorphTagger(embedding), NewsSyntaxParser(embedding)
    names = NewsNERTagger(embedding)
    vocabularies = [names.infer.decoder.tags_vocab, morphology.infer.decoder.tags_vocab, syntax.infer.decoder.rels_vocab]
    lines = [{"names": vocabularies[0].items, "morphology": vocabularies[1].items, "relations": vocabularies[2].items}]
    chance = random.Random(SEED)
    sentences, tokens = 0, 0
    while len(lines) <= TEXTS:
        body = text(chance)
        line = {"tokens": [], "ends": [], "names": [], "morphology": [], "heads": [], "relations": []}
        parts = [[token.text for token in segmenter.tokenize(part.text)] for part in segmenter.sentenize(body)]
        for part in parts:
            line["tokens"] += part
            line["ends"].append(len(line["tokens"]))
        whole = [token.text for token in tokenize(body)]
        if whole != line["tokens"]:
            continue  # a sentence ends within a token
        # The tags themselves: natasha's own output are spans, in which they can no longer be told apart.
        line["names"] = [int(tag) for tags in names.infer.process(names.infer.encoder([whole])) for tag in tags]
        for tags in morphology.infer.process(morphology.infer.encoder(parts)):
            line["morphology"] += [int(tag) for tag in tags]
        for heads, relations in syntax.infer.process(syntax.infer.encoder(parts)):
            line["heads"] += [int(head) for head in heads]
            line["relations"] += [int(relation) for relation in relations]
        assert all(len(line[key]) == len(whole) for key in ("names", "morphology", "heads", "relations"))
        lines.append(line)
        sentences, tokens = sentences + len(parts), tokens + len(whole)
    written = "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)
    output.parent.mkdir(parents=True, exist_ok=True)
    # No time in the header: the same output has the same bytes.
    output.write_bytes(gzip.compress(written.encode(), compresslevel=9, mtime=0))
    print(f"{output}: {TEXTS} texts, {sentences} sentences, {tokens} tokens, {output.stat().st_size} bytes")


def speed(path):
    from natasha import NewsEmbedding, NewsMorphTagger, NewsNERTagger, NewsSyntaxParser

    articles = json.loads(path.read_text(encoding="utf-8"))
    embedding = NewsEmbedding()
    morphology, syntax = NewsMorphTagger(embedding), NewsSyntaxParser(embedding)
    names = NewsNERTagger(embedding).infer
    started, count = time.process_time(), 0
    while time.process_time() - started < SPEED_SECONDS:
        for sentences in articles:
            if time.process_time() - started >= SPEED_SECONDS:
                break
            list(names.decoder(names.process(names.encoder([[word for sentence in sentences for word in sentence]]))))
            list(morphology.map(sentences))
            list(syntax.map(sentences))
            count += 1
    print(count / (time.process_time() - started))


def main():
    python = VENV / "bin" / "python"
    if Path(sys.prefix) != VENV:
        ready = VENV / "ready"
        if not ready.exists() or ready.read_bytes() != PACKAGES.read_bytes():
            subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
            pinned = ["--no-deps", "--only-binary", ":all:", "--require-hashes", "--requirement", PACKAGES]
            subprocess.run([python, "-m", "pip", "install", "--quiet", *pinned], check=True)
            ready.write_bytes(PACKAGES.read_bytes())
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        sys.exit(subprocess.run([python, __file__, *sys.argv[1:]], env=os.environ | threads).returncode)
    if sys.argv[1:2] == ["--speed"]:
        speed(Path(sys.argv[2]))
        return
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else PROJECT / "tests" / "parity" / "natasha.ndjson.gz")


if __name__ == "__main__":
    main()
