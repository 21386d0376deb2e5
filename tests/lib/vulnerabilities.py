#!/usr/bin/env python3
"""Writes a small database of vulnerabilities for grype (its schema v6), which `grype db import` takes.

    vulnerabilities.py FILE [BUILT] <LINES     BUILT: a time like 2026-11-26T12:00:00Z; default: now

A line of standard input is ID SEVERITY ECOSYSTEM PACKAGE BELOW FIXED [ALIAS...]: the versions of the package below BELOW
have it. FIXED is a version, or - if there is none. Packages of the ecosystem deb are those of Debian 12."""
import datetime
import json
import sqlite3
import sys

# grype/db/v6/models.go, as its writer lays it out.
SCHEMA = """
CREATE TABLE blobs (id integer PRIMARY KEY AUTOINCREMENT, value text NOT NULL);
CREATE TABLE db_metadata (build_timestamp datetime NOT NULL, model integer NOT NULL, revision integer NOT NULL, addition integer NOT NULL);
CREATE TABLE providers (id text PRIMARY KEY, version text, processor text, date_captured datetime, input_digest text);
CREATE TABLE vulnerability_handles (id integer PRIMARY KEY AUTOINCREMENT, name text NOT NULL, status text NOT NULL,
    published_date datetime, modified_date datetime, withdrawn_date datetime, provider_id text NOT NULL, blob_id integer);
CREATE TABLE vulnerability_aliases (name text, alias text NOT NULL, PRIMARY KEY (name, alias));
CREATE TABLE operating_systems (id integer PRIMARY KEY AUTOINCREMENT, name text, release_id text, major_version text,
    minor_version text, label_version text, codename text, channel text, eol_date datetime, eoas_date datetime);
CREATE TABLE operating_system_specifier_overrides (alias text, version text, version_pattern text, codename text,
    channel text, replacement text, replacement_major_version text, replacement_minor_version text,
    replacement_label_version text, replacement_channel text, rolling numeric, applicable_client_db_schemas text);
CREATE TABLE packages (id integer PRIMARY KEY AUTOINCREMENT, ecosystem text, name text);
CREATE TABLE package_specifier_overrides (ecosystem text, replacement_ecosystem text);
CREATE TABLE architecture_aliases (alias text PRIMARY KEY, canonical text NOT NULL);
CREATE TABLE affected_package_handles (id integer PRIMARY KEY AUTOINCREMENT, vulnerability_id integer NOT NULL,
    operating_system_id integer, package_id integer, blob_id integer);
CREATE TABLE unaffected_package_handles (id integer PRIMARY KEY AUTOINCREMENT, vulnerability_id integer NOT NULL,
    operating_system_id integer, package_id integer, blob_id integer);
CREATE TABLE cpes (id integer PRIMARY KEY AUTOINCREMENT, part text NOT NULL, vendor text, product text NOT NULL,
    edition text, language text, software_edition text, target_hardware text, target_software text, other text);
CREATE TABLE package_cpes (cpe_id integer, package_id integer, PRIMARY KEY (cpe_id, package_id));
CREATE TABLE affected_cpe_handles (id integer PRIMARY KEY AUTOINCREMENT, vulnerability_id integer NOT NULL, cpe_id integer, blob_id integer);
CREATE TABLE unaffected_cpe_handles (id integer PRIMARY KEY AUTOINCREMENT, vulnerability_id integer NOT NULL, cpe_id integer, blob_id integer);
CREATE TABLE known_exploited_vulnerability_handles (id integer PRIMARY KEY AUTOINCREMENT, cve text NOT NULL, blob_id integer);
CREATE TABLE epss_handles (id integer PRIMARY KEY AUTOINCREMENT, cve text NOT NULL, epss real NOT NULL, percentile real NOT NULL);
CREATE TABLE epss_metadata (date datetime NOT NULL);
CREATE TABLE cwe_handles (id integer PRIMARY KEY AUTOINCREMENT, cve text NOT NULL, cwe text NOT NULL, source text, type text);
CREATE TABLE ssvc_handles (id integer PRIMARY KEY AUTOINCREMENT, cve text NOT NULL, source text, role text, version text,
    timestamp datetime, exploitation text, automatable text, technical_impact text);
"""


def add(base, table, **columns):
    """Adds a row and returns its number."""
    names, marks = ", ".join(columns), ", ".join("?" * len(columns))
    return base.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(columns.values())).lastrowid


def package_number(base, ecosystem, name):
    found = base.execute("SELECT id FROM packages WHERE ecosystem = ? AND name = ?", (ecosystem, name)).fetchone()
    return found[0] if found else add(base, "packages", ecosystem=ecosystem, name=name)


def add_line(base, line, debian):
    name, severity, ecosystem, package, below, fixed, *aliases = line.split()
    is_debian = ecosystem == "deb"
    about = {"id": name, "description": f"A hole in {package} & <b>more</b>", "aliases": aliases,
             "refs": [{"url": f"https://example.org/{name}"}], "severities": [{"scheme": "CHML", "value": severity, "rank": 1}]}
    fix = {"state": "not-fixed"} if fixed == "-" else {"version": fixed, "state": "fixed"}
    affected = {"cves": [name, *aliases],
                "ranges": [{"version": {"type": "dpkg" if is_debian else ecosystem, "constraint": f"< {below}"}, "fix": fix}]}
    number = add(base, "vulnerability_handles", name=name, status="active", provider_id="debian" if is_debian else "github",
                 blob_id=add(base, "blobs", value=json.dumps(about)))
    for alias in aliases:
        add(base, "vulnerability_aliases", name=name, alias=alias)
    add(base, "affected_package_handles", vulnerability_id=number, operating_system_id=debian if is_debian else None,
        package_id=package_number(base, ecosystem, package), blob_id=add(base, "blobs", value=json.dumps(affected)))


def write(path, built=None):
    now = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M:%S+00:00")
    base = sqlite3.connect(path)
    base.executescript(SCHEMA)
    add(base, "db_metadata", build_timestamp=built or now, model=6, revision=1, addition=10)
    for provider in ("debian", "github"):
        add(base, "providers", id=provider, version="1", processor="by hand", date_captured=now, input_digest="xxh64:0")
    debian = add(base, "operating_systems", name="debian", release_id="debian", major_version="12", minor_version="",
                 label_version="", codename="bookworm", channel="")
    for line in sys.stdin:
        add_line(base, line, debian)
    base.commit()
    base.close()


write(*sys.argv[1:])
