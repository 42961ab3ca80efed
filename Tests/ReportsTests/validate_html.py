#!/usr/bin/env python3
"""Holds HTML reports against the standard's parser and against what makes a page safe and accessible.

validate_html.py PAGE...
"""
import re
import sys

try:
    import html5lib
except ImportError:
    html5lib = None

# What could load, run or send anything has no place in a report.
FORBIDDEN = {"script", "img", "image", "iframe", "object", "embed", "link", "base", "form", "input", "audio", "video", "use"}
NAME = "{http://www.w3.org/1999/xhtml}"


def local(element):
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else "#comment"


def text(element):
    return "".join(element.itertext()).strip()


def problems(page):
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=True)
    document = parser.parse(page)
    for position, code, values in parser.errors:
        yield f"{position}: {code} {values}"
    elements = list(document.iter())
    for element in elements:
        name = local(element)
        if name == "#comment":
            yield "a comment, which only outside text could have made"
        if name in FORBIDDEN:
            yield f"an element {name}"
        for attribute, value in element.attrib.items():
            if attribute.lower().startswith("on"):
                yield f"an event handler {attribute}"
            if attribute in ("src", "srcset", "action", "formaction", "data"):
                yield f"{name} {attribute}={value[:60]}"
            if attribute.endswith("href") and not re.fullmatch(r"#[a-z0-9-]+", value):
                yield f"a link that leaves the page: {value[:60]}"
            if attribute == "style" and not re.fullmatch(r"left:[0-9.]+%(;width:[0-9.]+%)?", value):
                yield f"a style {value[:60]}"
            if "url(" in value:
                yield f"{name} {attribute} loads something"
    ids = [element.attrib["id"] for element in elements if "id" in element.attrib]
    if len(ids) != len(set(ids)):
        yield "an id twice"
    for element in elements:
        for attribute in ("aria-labelledby", "aria-describedby"):
            for target in element.attrib.get(attribute, "").split():
                if target not in ids:
                    yield f"{attribute} points to {target}, which is not there"
        if local(element) == "a" and element.attrib.get("href", "#")[1:] not in ids:
            yield f"a link to {element.attrib.get('href')}, which is not there"
        if local(element) == "svg" and element.attrib.get("aria-hidden") != "true":
            if element.attrib.get("role") != "img" or not element.attrib.get("aria-label"):
                yield "a drawing without words"
        if local(element) == "th" and element.attrib.get("scope") not in ("row", "col"):
            yield "a table head without a scope"
    names = [local(element) for element in elements]
    for landmark in ("header", "main", "footer"):
        if landmark not in names:
            yield f"no {landmark}"
    if names.count("main") != 1 or names.count("h1") != 1:
        yield "main and h1 belong there once"
    levels = [int(name[1]) for name in names if re.fullmatch("h[1-6]", name)]
    for above, below in zip(levels, levels[1:]):
        if below > above + 1:
            yield f"a heading of level {below} behind one of level {above}"
    root = document
    if root.attrib.get("lang") != "en":
        yield "no language"
    titles = [text(element) for element in elements if element.tag == NAME + "title"]
    if len(titles) != 1 or not titles[0]:
        yield "no title"
    policies = [element.attrib.get("content") for element in elements
                if element.attrib.get("http-equiv") == "Content-Security-Policy"]
    if policies != ["default-src 'none'; style-src 'unsafe-inline'"]:
        yield f"the policy is {policies}"
    for section in (element for element in elements if local(element) == "section"):
        if "aria-labelledby" not in section.attrib:
            yield "a section without a name"


def main(paths):
    if html5lib is None:
        print("the Python package html5lib is not installed")
        return 77
    count = 0
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for problem in problems(file.read()):
                print(f"{path}: {problem}")
                count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
