import ArgumentParser
import ProbeCore

/// The help of a command, laid out as the parser does it, in the reader's language.
struct HelpPage {
    let text: String

    private static let indent = 2
    private static let column = 26

    /// Describes a page.
    ///
    /// - Parameters:
    ///   - name: a command; nothing for all of them.
    ///   - model: what the parser knows.
    ///   - columns: the terminal's width.
    init?(of name: String?, in model: HelpModel, columns: Int) {
        let root = model.command
        guard let command = name.map({ name in root.subcommands?.first { $0.commandName == name } }) ?? root,
            let usage = Self.usage(of: name)
        else { return nil }
        var page = Layout(columns: columns)
        let overview = [command.abstract, command.discussion].compactMap(\.self).filter { !$0.isEmpty }
            .map(Self.said).joined(separator: "\n\n")
        page.add(phrase("OVERVIEW: \(verbatim: overview)"), at: 0)
        page.lines += ["", phrase("USAGE: \(verbatim: usage)"), ""]
        var sections: [(title: String, lines: [String])] = []
        let arguments = Self.merged((command.arguments ?? []).filter(\.shouldDisplay))
        func section(_ title: Sentence, _ entries: [(String, String, String?)]) {
            guard !entries.isEmpty else { return }
            var part = Layout(columns: columns)
            for (label, abstract, discussion) in entries { part.add(label, abstract, discussion) }
            sections.append((title.text, part.lines))
        }
        section("ARGUMENTS", arguments.filter { $0.argument.kind == .positional }.map(\.entry))
        section("OPTIONS", arguments.filter { $0.argument.kind != .positional }.map(\.entry))
        let commands = (command.subcommands ?? []).filter { $0.shouldDisplay && $0.commandName != "help" }
        section(
            "SUBCOMMANDS",
            commands.map { sub in
                let isDefault = sub.commandName == command.defaultSubcommand
                let label = isDefault ? phrase("\(verbatim: sub.commandName) (default)") : sub.commandName
                return (label, Self.said(sub.abstract ?? ""), nil)
            })
        page.lines += sections.map { ["\($0.title):"] + $0.lines }.joined(separator: [""])
        if !commands.isEmpty {
            page.lines += ["", phrase("  See '\(verbatim: "edgeprobe help <subcommand>")' for detailed help.")]
        }
        text = page.lines.joined(separator: "\n")
    }

    /// As the parser writes it, which has no words in it but names.
    private static func usage(of name: String?) -> String? {
        guard let name else { return "edgeprobe <subcommand>" }
        let type = Edgeprobe.configuration.subcommands.first { $0.configuration.commandName == name }
        return type.map { Edgeprobe.usageString(for: $0) }
    }

    /// A text of a command or an option, paragraph by paragraph, as catalogues have it.
    private static func said(_ text: String) -> String {
        text.split(separator: "\n\n", omittingEmptySubsequences: false)
            .map { Phrasebook.current?.help($0) ?? String($0) }.joined(separator: "\n\n")
    }

    /// An option with the one that turns it off, which the parser's model has apart.
    private struct Entry {
        let argument: HelpModel.Argument
        var names: [String]

        /// The label, its words, and more words.
        var entry: (String, String, String?) {
            let value = argument.valueName ?? ""
            var label = names.joined(separator: names.contains("-h") ? ", " : "/")
            switch argument.kind {
            case .flag: break
            case .option: label += " <\(value)>"
            case .positional: label = "<\(value)>"
            }
            let values = (argument.allValues ?? []).filter { !$0.isEmpty }.joined(separator: ", ")
            let known: String? =
                switch (values.isEmpty, argument.defaultValue ?? "") {
                case (true, ""): nil
                case (true, let preset): phrase("(default: \(verbatim: preset))")
                case (false, ""): phrase("(values: \(verbatim: values))")
                case (false, let preset): phrase("(values: \(verbatim: values); default: \(verbatim: preset))")
                }
            let words = [argument.abstract.map(said), known].compactMap(\.self).filter { !$0.isEmpty }
            return (label, words.joined(separator: " "), argument.discussion.map(said))
        }
    }

    private static func merged(_ arguments: [HelpModel.Argument]) -> [Entry] {
        var entries: [Entry] = []
        for argument in arguments {
            let names = (argument.names ?? []).map(\.written)
            if argument.kind == .flag, entries.last?.argument.kind == .flag, let last = entries.last?.names.last,
                names == ["--no-" + last.dropFirst(2)]
            {
                entries[entries.count - 1].names += names
            } else {
                entries.append(Entry(argument: argument, names: names))
            }
        }
        return entries
    }

    /// Lines, wrapped behind labels.
    private struct Layout {
        let columns: Int
        var lines: [String] = []

        mutating func add(_ text: String, at margin: Int) {
            let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
            for (index, line) in parts.enumerated() {
                lines += Self.wrapped(line, to: columns - margin, isEnd: index == parts.count - 1).map {
                    $0.isEmpty ? "" : String(repeating: " ", count: margin) + $0
                }
            }
        }

        mutating func add(_ label: String, _ abstract: String, _ discussion: String?) {
            let head = String(repeating: " ", count: indent) + label
            var part = Layout(columns: columns)
            if !abstract.isEmpty { part.add(abstract, at: column) }
            if head.columns < column, let first = part.lines.first {
                part.lines[0] = head + String(repeating: " ", count: column - head.columns) + first.dropFirst(column)
                lines += part.lines
            } else {
                lines += [head] + part.lines
            }
            if let discussion, !discussion.isEmpty { add(discussion, at: indent * 4) }
        }

        /// Breaks at the last space that a line has room for itself; the text's own end needs none.
        private static func wrapped(_ text: Substring, to width: Int, isEnd: Bool) -> [String] {
            var (lines, current): ([String], String?) = ([], nil)
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            for (index, word) in words.enumerated() {
                guard let line = current else {
                    current = String(word)
                    continue
                }
                let room = isEnd && index == words.count - 1 ? width : width - 1
                if line.columns + 1 + word.columns <= room {
                    current = line + " " + word
                } else {
                    lines.append(line)
                    current = String(word)
                }
            }
            return lines + [current ?? ""]
        }
    }
}
