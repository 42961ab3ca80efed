"""Catalogues in gettext's format, as far as this product has need of it: read and written without loss."""

import dataclasses
import re


@dataclasses.dataclass
class Message:
    id: str
    context: str = ""
    plural: str = ""
    # What a translator reads: one note a line, and the files that have it.
    notes: list = dataclasses.field(default_factory=list)
    files: list = dataclasses.field(default_factory=list)
    flags: list = dataclasses.field(default_factory=list)
    texts: list = dataclasses.field(default_factory=list)

    @property
    def key(self):
        return (self.context, self.id)

    def written(self):
        lines = [f"#. {note}" for note in self.notes]
        lines += [f"#: {file}" for file in self.files]
        if self.flags:
            lines.append("#, " + ", ".join(self.flags))
        if self.context:
            lines += _field("msgctxt", self.context)
        lines += _field("msgid", self.id)
        if self.plural:
            lines += _field("msgid_plural", self.plural)
            for index, text in enumerate(self.texts or ["", ""]):
                lines += _field(f"msgstr[{index}]", text)
        else:
            lines += _field("msgstr", self.texts[0] if self.texts else "")
        return "\n".join(lines) + "\n"


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


def _field(name, text):
    """On one line where it fits, else one line for each line of the text, none longer than 100 characters."""
    if len(name) + len(text) < 100 and "\n" not in text[:-1]:
        return [f"{name} {quoted(text)}"]
    lines = [f'{name} ""']
    for line in re.findall(r"[^\n]*\n|[^\n]+", text):
        piece = ""
        for word in re.findall(r"\S*\s*", line):
            if piece and len(piece) + len(word) > 98:
                lines.append(quoted(piece))
                piece = ""
            piece += word
        if piece:
            lines.append(quoted(piece))
    return lines


def read(path):
    """The messages of a catalogue in their order, without its header, and the header's fields.

    Obsolete messages (#~) are left out.
    """
    messages, header = [], {}
    current, field = None, None

    def finish():
        nonlocal current
        if current is None or current.id is None:
            current = None
            return
        current.texts = [text for _, text in sorted(current.texts.items())]
        if current.id == "" and not current.context:
            for line in (current.texts or [""])[0].splitlines():
                name, _, value = line.partition(":")
                header[name.strip()] = value.strip()
        else:
            messages.append(current)
        current = None

    def begin():
        nonlocal current
        if current is None:
            current = Message(id=None)
            current.texts = {}
        return current

    with open(path, encoding="utf-8") as file:
        for number, raw in enumerate(file, 1):
            line = raw.strip()
            if not line or line.startswith("#~"):
                finish()
            elif line.startswith("#"):
                if current is not None and current.id is not None:
                    finish()
                message = begin()
                target = {"#.": message.notes, "#:": message.files, "#,": message.flags}.get(line[:2])
                if target is not None:
                    target.extend(part.strip() for part in (line[2:].split(",") if line[1] == "," else [line[2:]]))
            elif line.startswith('"'):
                _append(begin(), field, _unquoted(line, path, number))
            else:
                found = re.match(r'(msgctxt|msgid_plural|msgid|msgstr(?:\[(\d+)\])?)\s+(".*")$', line)
                if not found:
                    raise SystemExit(f"{path}:{number}: not a line of a catalogue: {line}")
                name, index, value = found.groups()
                if name in ("msgctxt", "msgid") and current is not None and current.id is not None:
                    finish()
                message = begin()
                field = {"msgctxt": "context", "msgid": "id", "msgid_plural": "plural"}.get(name, int(index or 0))
                if field == "id":
                    message.id = ""
                _append(message, field, _unquoted(value, path, number))
    finish()
    return messages, header


def _append(message, field, text):
    if isinstance(field, int):
        message.texts[field] = message.texts.get(field, "") + text
    else:
        setattr(message, field, getattr(message, field) + text)


def _unquoted(value, path, number):
    if len(value) < 2 or value[-1] != '"':
        raise SystemExit(f"{path}:{number}: a text without its closing quotation mark")
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "t": "\t"}.get(found.group(1), found.group(1)), value[1:-1])


def places(text):
    """The numbers of a text's places, each once; braces that are meant as such stand twice."""
    return sorted(set(re.findall(r"\{(\d+)\}", text.replace("{{", "").replace("}}", ""))), key=int)
