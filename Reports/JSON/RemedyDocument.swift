import ProbeCore
import ProbeFindings

/// One member of `remedies`; a reader leaves out commands in dialects that it does not know.
struct RemedyDocument: Codable {
    struct Command: Codable {
        var dialect: String
        var text: String
        /// Nothing for this device.
        var machine: Remedy.Command.Machine?
    }

    var id: String
    var owner: Owner
    var title: String
    var message: MessageDocument?
    var steps: [String]
    var stepMessages: [MessageDocument]?
    var commands: [Command]

    init(_ remedy: Remedy) {
        id = remedy.id.rawValue
        owner = remedy.owner
        title = remedy.title.english
        message = MessageDocument(remedy.title)
        steps = remedy.steps.map(\.english)
        stepMessages = remedy.steps.map(MessageDocument.init)
        commands = remedy.commands.map { command in
            Command(
                dialect: command.dialect.rawValue, text: command.text,
                machine: command.machine == .thisDevice ? nil : command.machine)
        }
    }

    /// The remedy; nothing where another version wrote it and this one does not know it.
    var remedy: Remedy? {
        RemedyID(rawValue: id).map { id in
            Remedy(
                id: id, owner: owner, title: MessageDocument.sentence(message, title),
                steps: steps.indices.map { index in
                    let messages = stepMessages ?? []
                    return MessageDocument.sentence(
                        messages.indices.contains(index) ? messages[index] : nil, steps[index])
                },
                commands: commands.compactMap { command in
                    Dialect(rawValue: command.dialect).map {
                        Remedy.Command($0, command.text, on: command.machine ?? .thisDevice)
                    }
                })
        }
    }
}
