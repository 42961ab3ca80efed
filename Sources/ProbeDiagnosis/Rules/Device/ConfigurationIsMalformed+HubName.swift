import ProbeCore
import ProbeEvidence
import ProbeFindings

// IoT Edge's configuration names a hub by less than its name, or by the name that back ends use.
extension ConfigurationIsMalformed {
    func hubName(_ seen: Survey.Seen<ReadConfiguration>, in scene: Scene) -> [Finding] {
        guard let hub = seen.evidence.hub,
            let value = (seen.evidence.unusable ?? []).first(where: { $0.kind == .hubName }),
            // A short name that leads to somebody is a site's own.
            hub.description.contains(".") || scene.lookups(from: .host).contains(where: { $0.host == hub && $0.fails })
        else { return [] }
        var place = FilePlace(value.file, line: value.line)
        place.problem = .unfit
        place.member = value.member
        let meant = hub.hubForDevices
        return [
            Finding(
                .configMalformed, scene.assignment.hub == hub || scene.assignment.hub == meant ? .error : .warning,
                from: [seen.vantage], about: Finding.Subject(host: .name(hub), process: value.file), owner: .device,
                confidence: .certain,
                summary: meant.map { meant in
                    "\(value.member) in \(value.file) names \(hub), which is no name that a hub has for devices; \(meant) may be meant."
                } ?? "\(value.member) in \(value.file) names \(hub), which is no name that a hub has for devices.",
                location: Finding.Location(
                    kind: .thisDevice, culprit: .file(place),
                    text: value.line.map { "in \(value.file), line \($0)" } ?? "in \(value.file)"),
                evidence: [seen.shows("\(value.member) in \(value.file) is \(hub)")],
                refutedBy: "The Azure portal shows \(hub) under the hub's Overview, Hostname.",
                explains: Cause.allCases.filter(\.isOfNames))
        ]
    }
}
