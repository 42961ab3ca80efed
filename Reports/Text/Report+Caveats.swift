import ProbeCore
import ProbeFindings

extension Report {
    /// What a good verdict does not say, for the end of every format.
    var caveats: [Sentence] {
        guard diagnosis.verdict == .ready else { return [] }
        let admission: Sentence = """
            Ready means that the path is proven, not the admission: the hub's IP filter and the device's identity are checked \
            only when the device connects.
            """
        let assumption: Sentence = """
            That a hub answers by its TLS 1.3 name as it does by its classic one is assumed: what proves a hub is known of the \
            classic name.
            """
        return survey.assignment.hub.requiresServerName ? [admission, assumption] : [admission]
    }
}
