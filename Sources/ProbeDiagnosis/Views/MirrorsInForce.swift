import ProbeCore
import ProbeEvidence

/// What the engine asks for Docker Hub's images before Docker Hub itself, as far as it is in force.
struct MirrorsInForce {
    /// Those that were asked.
    let asked: [Registry]
    /// There are others, of which nothing is known.
    let hasOthers: Bool

    /// An engine that runs has what it was started with, whatever its files say by now.
    init(in survey: Survey) {
        let told = survey.assignment.mirrors
        let engine = survey.seen(DescribeEngine.self).first?.evidence
        if let running = engine?.mirrors {
            asked = told?.named.filter(running.named.contains) ?? []
            hasOthers = running.others > 0 || asked.count < running.named.count
        } else {
            // Podman reads other files.
            let isTold = engine?.isPodman != true
            asked = isTold ? told?.named ?? [] : []
            hasOthers = isTold && (told?.others ?? 0) > 0
        }
    }
}
