import ArgumentParser
import FoundationEssentials

/// What the command line's parser knows of its commands, as its own tools for manuals and completions read it.
struct HelpModel: Decodable {
    struct Name: Decodable {
        enum Kind: String, Decodable {
            case long, short, longWithSingleDash
        }

        let kind: Kind
        let name: String

        /// As it is written on the command line.
        var written: String { (kind == .long ? "--" : "-") + name }
    }

    struct Argument: Decodable {
        enum Kind: String, Decodable {
            case positional, option, flag
        }

        let kind: Kind
        let shouldDisplay: Bool
        let isOptional: Bool
        let isRepeating: Bool
        let names: [Name]?
        let valueName: String?
        let defaultValue: String?
        let allValues: [String]?
        let abstract: String?
        let discussion: String?
    }

    struct Command: Decodable {
        let commandName: String
        let shouldDisplay: Bool
        let abstract: String?
        let discussion: String?
        let defaultSubcommand: String?
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    let command: Command

    /// - Throws: where a later version of the parser writes another form.
    static func read() throws -> HelpModel {
        try JSONDecoder().decode(HelpModel.self, from: Data(Edgeprobe._dumpHelp().utf8))
    }
}
