import ArgumentParser
import ProbeCore
import Testing
import Texts

@testable import edgeprobe

struct HelpPageTests {
    private static let commands = Edgeprobe.configuration.subcommands.filter { $0.configuration.shouldDisplay }

    @Test func `in English a page is what the parser itself prints`() throws {
        let model = try HelpModel.read()
        #expect(Self.commands.count > 10)
        for command in Self.commands {
            let name = try #require(command.configuration.commandName)
            for columns in [80, 120] {
                let own = Edgeprobe.helpMessage(for: command, columns: columns)
                #expect(HelpPage(of: name, in: model, columns: columns)?.text.trimmed == own.trimmed)
            }
        }
        let all = Edgeprobe.helpMessage(columns: 80)
        #expect(HelpPage(of: nil, in: model, columns: 80)?.text.trimmed == all.trimmed)
    }

    @Test(arguments: Language.all.filter { $0 != .english })
    func `in another language it keeps to the terminal's columns, and every option is there`(language: Language) throws
    {
        let model = try HelpModel.read()
        let spoken: Phrasebook? = language.phrasebook
        let book = try #require(spoken)
        try Phrasebook.$current.withValue(book) {
            for command in Self.commands {
                let name = try #require(command.configuration.commandName)
                let text = try #require(HelpPage(of: name, in: model, columns: 80)?.text)
                for line in text.split(separator: "\n") where line.contains(" ") {
                    #expect(line.columns <= 80 || !line.hasPrefix("    "), "\(line)")
                }
                for option in try #require(model.command.subcommands?.first { $0.commandName == name }?.arguments)
                where option.shouldDisplay {
                    for written in option.names ?? [] { #expect(text.contains(written.written)) }
                }
            }
        }
    }
}

extension String {
    /// Without line feeds and spaces at its end.
    fileprivate var trimmed: Substring {
        var rest = self[...]
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return rest
    }
}
