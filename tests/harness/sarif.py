"""Holds a SARIF log to what the standard (OASIS, SARIF 2.1.0) requires of the parts that the command
writes: members that must be there, members that may be, and what must agree with what. Names the
sections of the standard. Knows nothing of Qanun but the name of the tool.
"""
import urllib.parse

# By section: members that must be there, and further ones that the command may write.
MEMBERS = {
    "3.13 sarifLog": ({"version", "runs", "$schema"}, set()),
    "3.14 run": ({"tool", "results", "columnKind"}, {"properties"}),
    "3.18 tool": ({"driver"}, set()),
    "3.19 toolComponent": ({"name", "version", "rules"}, set()),
    "3.49 reportingDescriptor": ({"id", "shortDescription", "fullDescription", "help",
                                  "defaultConfiguration"}, set()),
    "3.50 reportingConfiguration": ({"level"}, set()),
    "3.27 result": ({"level", "message", "locations", "suppressions"},
                    {"ruleId", "ruleIndex", "relatedLocations", "fixes"}),
    "3.11 message": ({"text"}, set()),
    "3.28 location": ({"physicalLocation"}, {"message"}),
    "3.29 physicalLocation": ({"artifactLocation"}, {"region"}),
    "3.4 artifactLocation": ({"uri"}, set()),
    "3.30 region": ({"startLine", "startColumn", "endLine", "endColumn"}, set()),
    "3.35 suppression": ({"kind", "justification", "location"}, set()),
    "3.55 fix": ({"artifactChanges"}, set()),
    "3.56 artifactChange": ({"artifactLocation", "replacements"}, set()),
    "3.57 replacement": ({"deletedRegion", "insertedContent"}, set()),
}
LEVELS = {"error", "warning", "note"}


class Log:
    """A log that has been read; `wrong` tells what is not as the standard has it."""

    def __init__(self, value):
        self.wrong = []
        self.has("3.13 sarifLog", value)
        self.must(value.get("version") == "2.1.0", "3.13.2: the version")
        self.must(len(value.get("runs", ())) == 1, "one run")
        for run in value.get("runs", ()):
            self.judge_run(run)

    def must(self, holds, what):
        if not holds:
            self.wrong.append(what)

    def has(self, section, value):
        """The members of an object. Its own members where they are missing are not looked at."""
        required, allowed = MEMBERS[section]
        if not isinstance(value, dict):
            self.wrong.append(f"{section}: no object: {value}")
            return {}
        self.wrong += [f"{section}: {name} is missing" for name in required - set(value)]
        self.wrong += [f"{section}: {name}?" for name in set(value) - required - allowed]
        return value if required <= set(value) else {}

    def judge_run(self, run):
        if not self.has("3.14 run", run):
            return
        self.must(run["columnKind"] == "unicodeCodePoints", "3.14.17: the columnKind")
        driver = self.has("3.19 toolComponent", self.has("3.18 tool", run["tool"]).get("driver"))
        self.must(driver.get("name") == "qanun", "3.19.8: the name")
        rules = driver.get("rules", [])
        for rule in rules:
            self.judge_rule(rule)
        ids = [rule.get("id") for rule in rules]
        self.must(len(set(ids)) == len(ids), "3.19.23: a rule stands there twice")
        for result in run["results"]:
            self.judge_result(result, ids)
        self.must({result.get("ruleId") for result in run["results"]} - {None} == set(ids),
                  f"the rules are those that occur: {ids}")

    def judge_rule(self, rule):
        rule = self.has("3.49 reportingDescriptor", rule)
        for name in ("shortDescription", "fullDescription", "help"):
            if rule:
                self.judge_text(rule[name], name)
                self.must("{0}" not in rule[name]["text"], f"{name} has a place for an argument")
        if rule:
            level = self.has("3.50 reportingConfiguration", rule["defaultConfiguration"])
            self.must(level.get("level") in LEVELS, "3.50.3: the level")

    def judge_text(self, message, where):
        text = self.has("3.11 message", message).get("text")
        self.must(isinstance(text, str) and text.strip(), f"{where}: no text")

    def judge_result(self, result, ids):
        if not self.has("3.27 result", result):
            return
        index = result.get("ruleIndex")
        self.must(("ruleId" in result) == ("ruleIndex" in result), "3.27.6: ruleId and ruleIndex")
        self.must(index is None or ids[int(index)] == result["ruleId"], "3.27.6: the ruleIndex")
        self.must(result["level"] in LEVELS, "3.27.10: the level")
        self.judge_text(result["message"], "3.27.11")
        self.must(len(result["locations"]) == 1, "3.27.12: one location")
        for location in result["locations"]:
            self.judge_location(location)
        for location in result.get("relatedLocations", ()):
            self.judge_location(location)
            self.judge_text(location.get("message"), "3.27.22")
        for suppression in result["suppressions"]:
            suppression = self.has("3.35 suppression", suppression)
            self.must(suppression.get("kind") == "inSource", "3.35.2: the kind")
            self.must(suppression.get("justification", "").strip(), "3.35.6: the justification")
            self.judge_location(suppression.get("location"))
        for fix in result.get("fixes", ()):
            for change in self.has("3.55 fix", fix).get("artifactChanges", ()):
                self.judge_change(change)

    def judge_change(self, change):
        change = self.has("3.56 artifactChange", change)
        self.judge_artifact(change.get("artifactLocation"))
        self.must(change.get("replacements"), "3.56.3: no replacement")
        for replacement in change.get("replacements", ()):
            replacement = self.has("3.57 replacement", replacement)
            self.judge_region(replacement.get("deletedRegion"))
            self.has("3.11 message", replacement.get("insertedContent"))

    def judge_location(self, location):
        physical = self.has("3.29 physicalLocation",
                            self.has("3.28 location", location).get("physicalLocation"))
        self.judge_artifact(physical.get("artifactLocation"))
        if "region" in physical:
            self.judge_region(physical["region"])

    def judge_artifact(self, artifact):
        uri = self.has("3.4 artifactLocation", artifact).get("uri", "")
        parts = urllib.parse.urlsplit(uri)
        self.must(parts.path and uri == urllib.parse.quote(urllib.parse.unquote(uri), "-._~/:"),
                  f"3.4.3: {uri} is no URI")
        self.must(parts.scheme in ("", "file"), f"3.4.3: {uri} has another scheme")

    def judge_region(self, region):
        region = {name: int(value) for name, value in self.has("3.30 region", region).items()}
        if region:
            begin, end = (region["startLine"], region["startColumn"]), (region["endLine"], region["endColumn"])
            self.must(min(*begin, *end) >= 1 and begin <= end, f"3.30: {region}")
