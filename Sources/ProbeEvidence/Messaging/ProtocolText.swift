package import ProbeCore

/// Text of the network where a protocol has words of its own, which are known from what else may stand there.
package protocol ProtocolText: Codable, Hashable, Sendable, CustomStringConvertible {
    var text: WireText { get }
    /// What of it is the protocol's own and says nothing of who sent it; nothing where all of it is the sender's.
    var ownWords: String? { get }

    init(_ text: WireText)
}

extension ProtocolText {
    package var description: String { text.description }

    package init(from decoder: any Decoder) throws { self.init(try WireText(from: decoder)) }

    package func encode(to encoder: any Encoder) throws { try text.encode(to: encoder) }

    fileprivate func own(among words: Set<String>) -> String? {
        words.contains(description.lowercased()) ? description : nil
    }
}

/// The scheme of a challenge (RFC 9110 section 11.1), lower case.
package struct AuthenticationScheme: ProtocolText {
    package let text: WireText

    package init(_ text: WireText) { self.text = text }

    package var ownWords: String? { own(among: ["basic", "bearer", "digest", "kerberos", "negotiate", "ntlm"]) }
}

/// A mechanism that a server offers (AMQP 1.0 part 5, section 5.3.3.1).
package struct SASLMechanism: ProtocolText {
    package let text: WireText

    package init(_ text: WireText) { self.text = text }

    package var ownWords: String? { own(among: ["external", "anonymous", "plain", "mssbcbs"]) }
}

/// What a client and a server agree to speak inside TLS (RFC 7301).
package struct ApplicationProtocol: ProtocolText {
    package let text: WireText

    package init(_ text: WireText) { self.text = text }

    package var ownWords: String? { own(among: ["http/1.0", "http/1.1", "h2"]) }
}

/// The symbol of an error in AMQP, such as `amqp:not-found` (AMQP 1.0 part 2, section 2.8.14).
package struct AMQPCondition: ProtocolText {
    package let text: WireText

    package init(_ text: WireText) { self.text = text }

    package var ownWords: String? {
        let isSymbol =
            description.hasPrefix("amqp:") && description.utf8.count <= 60
            && description.utf8.allSatisfy { (0x61...0x7a).contains($0) || $0 == 0x3a || $0 == 0x2d }
        return isSymbol ? description : nil
    }
}

/// The first bytes that the other side sent, by which its protocol is known, and nobody else.
package struct OpeningBytes: ProtocolText {
    package let text: WireText

    package init(_ text: WireText) { self.text = text }

    package var ownWords: String? {
        ["AMQP\\x00\\x00\\x09\\x01", "AMQP\\x00\\x00\\t\\x01", "AMQP", "HTTP/", "SSH-"]
            .first { description.hasPrefix($0) }
    }
}
