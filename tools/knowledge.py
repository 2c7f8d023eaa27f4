#!/usr/bin/env python3
"""Brings facts of open data into knowledge/*.toml, and shows where the two differ.

  tools/knowledge.py identifiers CLONE...   writes the Wikidata identifiers of people, states and bodies
  tools/knowledge.py terms CLONE...         terms of office since 2014 of known people that we do not have, or date otherwise
  tools/knowledge.py missing CLONE...       heads of government, foreign and defence ministers since 2014 whom we do not have
  tools/knowledge.py states CLONE           countries of ISO 3166-1 that we do not have, and capitals that we call otherwise

CLONE is the folder of a git clone (or its bare .git) of one of:

  every-politician-scrapers/*     holders21.csv: holders of offices in a country, from Wikidata (CC0), until 2022
  unitedstates/congress-legislators   members of the Congress, with Wikidata identifiers (CC0)
  datasets/country-codes          codes, capitals, Wikidata identifiers of countries (public domain)
  confirmordeny/supraverden       Wikidata identifiers (CC0) of international bodies; nothing else of it is taken

Names in Russian and Ukrainian are in none of them: rows are written by hand, and these commands say which and check them.
An identifier is certain where the whole name is the same and so is a term of office, to two months. Whatever is written is
written in place, and running it again changes nothing. Standard library only.
"""

import csv
import datetime
import io
import pathlib
import re
import subprocess
import sys
import tomllib
import unicodedata

KNOWLEDGE = pathlib.Path(__file__).resolve().parent.parent / "knowledge"
SINCE = datetime.date(2014, 1, 1)
# Days by which sources differ on the same term: election, oath, publication.
SAME_TERM = 62
OFFICES = {
    "prime_minister": re.compile(r"^(Prime Minister|President of the Government|Taoiseach|Chairman of the Government)\b"),
    "foreign_minister": re.compile(r"\b(Foreign Affairs|External Affairs|Foreign Minister|Foreign Secretary|State for Foreign)\b"),
    "defence_minister": re.compile(r"\b(Minister (of|for) (National )?Defen[cs]e|Defen[cs]e Minister|Secretary of State for Defence)\b"),
}


def show(clone, path):
    """A file of a clone, as it is in the newest commit; nothing where there is none."""
    done = subprocess.run(["git", "-C", clone, "show", f"HEAD:{path}"], capture_output=True, check=False)
    return done.stdout.decode("utf-8") if done.returncode == 0 else ""


def rows(clone, path):
    return list(csv.DictReader(io.StringIO(show(clone, path))))


def fold(name):
    """A name without case, marks and signs."""
    letters = unicodedata.normalize("NFKD", name.casefold())
    return " ".join(re.findall(r"\w+", "".join(letter for letter in letters if not unicodedata.combining(letter))))


def read(name, key):
    rows = tomllib.loads((KNOWLEDGE / f"{name}.toml").read_text(encoding="utf-8"))[key]
    for term in (term for row in rows for term in row.get("offices", [])):
        term["from"], term["to"] = day(term["from"]), day(term.get("to"))
    return rows


def day(text):
    return datetime.date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text or "") else None


def terms(clones):
    """Terms of office of all clones: (folded name, identifier, position, from, to), those begun on a day that is told."""
    for clone in clones:
        for row in rows(clone, "html/holders21.csv"):
            if begun := day(row["start"]):
                yield fold(row["person"]), row["personID"], row["position"], begun, day(row["end"]), row["person"]


def names_of(person):
    return {fold(name) for name in (person["name"], *person.get("aliases", {}).get("en", []))}


def same_day(one, other):
    return bool(one and other) and abs((one - other).days) <= SAME_TERM


def identifiers(clones):
    """Writes identifiers where they are certain."""
    held = list(terms(clones))
    members = {}
    for clone in clones:
        for file in ("legislators-current.yaml", "legislators-historical.yaml"):
            for entry in show(clone, file).split("\n- id:")[1:]:
                number = re.search(r"^\s+wikidata: (Q\d+)", entry, re.M)
                first, last = (re.search(rf"^\s+{part}: ['\"]?([^'\"\n]+)", entry, re.M) for part in ("first", "last"))
                nick, full = (re.search(rf"^\s+{part}: ['\"]?([^'\"\n]+)", entry, re.M) for part in ("nickname", "official_full"))
                starts = [day(found) for found in re.findall(r"start: '(\d{4}-\d\d-\d\d)'", entry)]
                if number and first and last and max(starts) >= SINCE - datetime.timedelta(days=2200):
                    called = {fold(f"{one.group(1)} {last.group(1)}") for one in (first, nick) if one}
                    for name in called | ({fold(full.group(1))} if full else set()):
                        members.setdefault(name, set()).add(number.group(1))
    found = {}
    for person in read("people", "person"):
        begun = [term["from"] for term in person.get("offices", [])]
        certain = {number for name, number, _, start, _, _ in held if name in names_of(person) and any(same_day(start, one) for one in begun)}
        if not certain and any(term["office"] in ("senator", "mp", "speaker") for term in person["offices"]) and person["country"] == "USA":
            certain = set().union(*(members.get(name, set()) for name in names_of(person)))
        if len(certain) == 1:
            found[person["id"]] = certain.pop()
    write("people", "id", found)
    codes = {row["ISO3166-1-Alpha-3"]: row["wikidata_id"].rsplit("/", 1)[-1] for clone in clones for row in rows(clone, "data/country-codes.csv")}
    write("states", "code", {code: number for code, number in codes.items() if number.startswith("Q")})
    bodies = {}
    for clone in clones:
        for entry in re.split(r"\n(?=\S)", show(clone, "data/general_list.yaml")):
            number, name = (re.search(rf"^  {key}: '?([^'\n]+)", entry, re.M) for key in ("Wikidata_code", "Name_en"))
            if number and name and re.fullmatch(r"Q\d+", number.group(1)):
                bodies.setdefault(fold(name.group(1)), set()).add(number.group(1))
    found = {}
    for body in read("bodies", "body"):
        certain = set().union(*(bodies.get(fold(name), set()) for name in (body["name"], *body["en"])))
        if len(certain) == 1 and not body.get("generic"):
            found[body["id"]] = certain.pop()
    write("bodies", "id", found)


def write(name, key, found):
    """Puts `wikidata` under the line with the key of each row, in place of what stands there."""
    path = KNOWLEDGE / f"{name}.toml"
    written, rest = [], path.read_text(encoding="utf-8").split("\n")
    skipped = False
    for line in rest:
        if skipped and line.startswith("wikidata = "):
            skipped = False
            continue
        skipped = False
        written.append(line)
        row = re.fullmatch(rf'{key} = "([^"]+)"', line)
        if row and row.group(1) in found:
            written.append(f'wikidata = "{found[row.group(1)]}"')
            skipped = True
    path.write_text("\n".join(written), encoding="utf-8")
    print(f"knowledge/{name}.toml: {len(found)} identifiers")


def office_of(position):
    return next((office for office, pattern in OFFICES.items() if pattern.search(position) and not re.search(r"Deputy|Shadow|Vice|First|State Secretary|Parliamentary", position)), None)


def differing(clones):
    """Prints terms of people whom we know that we do not have, or that begin or end on another day."""
    held = list(terms(clones))
    for person in read("people", "person"):
        for name, _, position, start, end, _ in held:
            office = office_of(position)
            if name not in names_of(person) or office is None or (end or datetime.date.max) < SINCE:
                continue
            ours = [term for term in person["offices"] if term["office"] == office]
            term = next((term for term in ours if same_day(term["from"], start)), None)
            last = term and term.get("to")
            if term is None or end and not same_day(last, end):
                print(f"{person['name']}, {position}: {start} to {end}; ours: {[(str(t['from']), str(t.get('to'))) for t in ours]}")


def missing(clones):
    """Prints holders of the offices that we want all of, whom we do not have."""
    known = set().union(*(names_of(person) for person in read("people", "person")))
    for name, number, position, start, end, person in sorted(terms(clones), key=lambda term: (term[2], term[3])):
        if name not in known and office_of(position) and (end or datetime.date.max) >= SINCE:
            print(f"{number:12} {person}, {position}: {start} to {end}")


def states(clones):
    """Prints countries that we do not have, and capitals that none of our seats is."""
    ours = {state["code"]: state for state in read("states", "state")}
    for row in (row for clone in clones for row in rows(clone, "data/country-codes.csv")):
        code, name, capital = row["ISO3166-1-Alpha-3"], row["CLDR display name"], row["Capital"]
        state = ours.get(code)
        if state is None:
            print(f"{code} {name}: missing")
        elif capital and fold(capital) not in map(fold, (*state["en"].get("seats", []), *state["en"]["names"])):
            print(f"{code} {name}: the capital is {capital}; our seats: {state['en'].get('seats', [])}")


def main(arguments):
    commands = {"identifiers": identifiers, "terms": differing, "missing": missing, "states": states}
    if len(arguments) < 2 or arguments[0] not in commands:
        sys.exit(__doc__)
    commands[arguments[0]](arguments[1:])


if __name__ == "__main__":
    main(sys.argv[1:])
