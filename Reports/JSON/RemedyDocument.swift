import ProbeCore
import ProbeFindings

/// One member of `remedies`; a reader leaves out commands in dialects that it does not know.
struct RemedyDocument: Codable {
    struct Command: Codable {
        var dialect: String
        var text: String
    }

    var id: String
    var owner: Owner
    var title: String
    var steps: [String]
    var commands: [Command]

    init(_ remedy: Remedy) {
        id = remedy.id
        owner = remedy.owner
        title = remedy.title
        steps = remedy.steps
        commands = remedy.commands.map { Command(dialect: $0.dialect.rawValue, text: $0.text) }
    }

    var remedy: Remedy {
        Remedy(
            id: id, owner: owner, title: title, steps: steps,
            commands: commands.compactMap { command in
                Dialect(rawValue: command.dialect).map { Remedy.Command($0, command.text) }
            })
    }
}
