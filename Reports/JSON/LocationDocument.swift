import ProbeCore
import ProbeFindings

/// The `location` object of a finding.
struct LocationDocument: Codable {
    var kind: Finding.Location.Kind
    var address: IPAddress?
    var hop: Int?
    /// The culprit as the tools write it.
    var rule: String?
    var culprit: Culprit?
    var text: String?
    var message: MessageDocument?
    var contrast: String?
    var contrastMessage: MessageDocument?

    init(_ location: Finding.Location) {
        kind = location.kind
        address = location.address
        hop = location.hop
        rule = location.rule
        culprit = location.culprit
        text = location.text?.english
        message = location.text.map(MessageDocument.init)
        contrast = location.contrast?.english
        contrastMessage = location.contrast.map(MessageDocument.init)
    }

    var location: Finding.Location {
        var location = Finding.Location(
            kind: kind, address: address, hop: hop,
            culprit: culprit ?? rule.map { .recorded(WireText($0, limit: 2000)) },
            text: text.map { MessageDocument.sentence(message, $0) })
        location.contrast = contrast.map { MessageDocument.sentence(contrastMessage, $0) }
        return location
    }
}
