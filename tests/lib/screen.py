"""A terminal for tests: it interprets what a program writes and tells what a person would see.

Of escape sequences it knows those that basegen may use; all others are noted in `strange`. Resized, it
wraps lines anew as most terminals do (reflow) or cuts them as xterm does.
"""
import re
import unicodedata

SEQUENCE = re.compile(rb"\x1b\[(\?25[lh]|[0-9;]*m|([0-9]*)A|K|J)")


def width_of(character):
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


class Screen:
    def __init__(self, columns, rows):
        self.columns, self.rows = columns, rows
        self.lines = [[]]  # rows of cells, those that scrolled away first
        self.wrapped = [False]  # whether a row goes on in the next
        self.top = self.row = self.column = 0
        self.cursor_shown = True
        self.strange, self.pending, self.frames = [], b"", 0

    def write(self, data):
        data = self.pending + data
        self.pending = b""
        while data:
            if data[0] == 0x1B:
                data = self.escape(data)
                if data is None:
                    return
                continue
            size = next((n for top, n in ((0x80, 1), (0xE0, 2), (0xF0, 3), (0xF8, 4)) if data[0] < top), 1)
            if len(data) < size:
                self.pending = data
                return
            try:
                self.character(data[:size].decode())
            except UnicodeDecodeError:
                self.strange.append(data[:size])
            data = data[size:]

    def escape(self, data):
        found = SEQUENCE.match(data)
        if not found:
            if len(data) < 8 and re.fullmatch(rb"\x1b(\[[?0-9;]*)?", data):
                self.pending = data
                return None
            self.strange.append(data[:8])
            return data[1:]
        what = found[1]
        if what.startswith(b"?25"):
            self.cursor_shown = what.endswith(b"h")
        elif what.endswith(b"A"):
            self.row = max(self.top, self.row - int(found[2] or 1))
        elif what in (b"K", b"J"):
            column = min(self.column, self.columns - 1)
            del self.lines[self.row][column:]
            self.wrapped[self.row] = False
            if what == b"J":
                self.frames += 1
                del self.lines[self.row + 1:], self.wrapped[self.row + 1:]
        return data[found.end():]

    def character(self, character):
        if character == "\r":
            self.column = 0
        elif character == "\n":
            self.next_row(False)
        elif unicodedata.category(character) == "Cc":
            self.strange.append(character.encode())
        else:
            width = width_of(character)
            if self.column + width > self.columns:
                self.next_row(True)
                self.column = 0
            cells = self.lines[self.row]
            cells += [" "] * (self.column - len(cells))
            cells[self.column:self.column + width] = [character, ""][:width]
            self.column += width

    def next_row(self, wraps):
        self.wrapped[self.row] = wraps
        self.row += 1
        if self.row == len(self.lines):
            self.lines.append([])
            self.wrapped.append(False)
        self.top = max(self.top, self.row - self.rows + 1)

    def resize(self, columns, rows, reflow=True):
        if reflow:
            self.wrap_anew(columns)
        else:
            for cells in self.lines:
                del cells[columns:]
        self.columns, self.rows = columns, rows
        self.column = min(self.column, columns - 1)
        self.top = min(max(0, len(self.lines) - rows), self.row)

    def wrap_anew(self, columns):
        lines, wrapped, row, column = [], [], 0, 0
        start = 0
        while start < len(self.lines):
            end, cells = start, list(self.lines[start])
            cursor = self.column if start == self.row else None
            while self.wrapped[end]:
                end += 1
                if end == self.row:
                    cursor = len(cells) + self.column
                cells += self.lines[end]
            if cursor is not None:
                row, column = len(lines) + cursor // columns, cursor % columns
            pieces = [cells[i:i + columns] for i in range(0, len(cells), columns)] or [[]]
            lines += pieces
            wrapped += [True] * (len(pieces) - 1) + [False]
            start = end + 1
        while row >= len(lines):
            lines.append([])
            wrapped.append(False)
        self.lines, self.wrapped, self.row, self.column = lines, wrapped, row, column

    def shown(self):
        """The rows that are on the screen, without blanks at their ends."""
        return ["".join(cells).rstrip() for cells in self.lines[self.top:self.top + self.rows]]

    def all(self):
        """What scrolled away too, lines that were wrapped in one piece."""
        text = ""
        for cells, wrapped in zip(self.lines, self.wrapped):
            text += "".join(cells) + ("" if wrapped else "\n")
        return [line.rstrip() for line in text.rstrip("\n").split("\n")]
