"""Reads a string literal of Swift as the compiler does: its words, and the source text of each place."""

import re

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", '"': '"', "'": "'", "\\": "\\"}


class Literal:
    """A literal that begins at an offset of a source text."""

    def __init__(self, source, offset):
        self.source = source
        self.offset = offset
        hashes = re.compile(r"#*").match(source, offset).group()
        self.escape = "\\" + hashes
        at = offset + len(hashes)
        if source[at] != '"':
            raise ValueError(f"no literal at {offset}: {source[offset:offset + 30]!r}")
        self.isLong = source.startswith('"""', at)
        quote = '"""' if self.isLong else '"'
        # Words, and the expressions of places, in turn: [words, expression, words, …].
        self.parts = [""]
        self.end = self._read(at + len(quote), quote + hashes)
        if self.isLong:
            self._dedent()
        self.parts[0::2] = [self._unescaped(words) for words in self.parts[0::2]]

    def _read(self, at, closing):
        source = self.source
        while True:
            if source.startswith(closing, at):
                return at + len(closing)
            if source.startswith(self.escape + "(", at):
                end = self._place(at + len(self.escape))
                self.parts += [source[at + len(self.escape) + 1:end - 1], ""]
                at = end
            elif source.startswith(self.escape, at):
                self.parts[-1] += source[at:at + len(self.escape) + 1]
                at += len(self.escape) + 1
            else:
                self.parts[-1] += source[at]
                at += 1

    def _place(self, at):
        """The offset behind the parenthesis that closes the one here; literals inside are skipped as literals."""
        depth = 0
        while True:
            character = self.source[at]
            if character == '"' or (character == "#" and re.compile(r'#+"').match(self.source, at)):
                at = Literal(self.source, at).end
                continue
            depth += {"(": 1, ")": -1}.get(character, 0)
            at += 1
            if depth == 0:
                return at

    def _dedent(self):
        """Without the indentation of the closing quotes, and the line breaks next to either."""
        last = self.parts[-1]
        indentation = last[last.rfind("\n") + 1:]
        words = [part if index % 2 else part.replace("\n" + indentation, "\n") for index, part in enumerate(self.parts)]
        words[0] = words[0][words[0].index("\n") + 1:]
        words[-1] = words[-1][:words[-1].rfind("\n")] if "\n" in words[-1] else words[-1]
        self.parts = words

    def _unescaped(self, words):
        escape = re.escape(self.escape)
        words = re.sub(escape + r"[ \t]*\n", "", words)
        words = re.sub(escape + r"u\{([0-9A-Fa-f]+)\}", lambda found: chr(int(found.group(1), 16)), words)
        return re.sub(escape + r"(.)", lambda found: ESCAPES[found.group(1)], words)

    @property
    def message(self):
        """The literal as a catalogue has it: {1}, {2} … in its places, braces written twice."""
        text = ""
        for index, part in enumerate(self.parts):
            text += f"{{{index // 2 + 1}}}" if index % 2 else part.replace("{", "{{").replace("}", "}}")
        return text

    @property
    def places(self):
        return [" ".join(part.split()) for part in self.parts[1::2]]
