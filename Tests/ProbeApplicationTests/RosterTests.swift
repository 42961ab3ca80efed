@testable import ProbeApplication
import ProbeCore
import ProbeLinux
import ProbeMeasurement
import Testing

/// A report has room for so many observations: whoever makes containers takes none from the host.
struct RosterTests {
    private let base: Plan

    init() throws {
        var plan = Plan(hub: try HostName(validating: "hub.example.com"))
        plan.device.localPorts = PortBinding.edgeHubDefaults
        base = plan
    }

    private func places(_ count: Int) -> [(plan: Plan, namespace: NetworkNamespace?)] {
        // The host comes last, as nobody's order is to matter.
        ((0..<count).map { Vantage.container("c\($0)") } + [.host]).map { vantage in
            var plan = base
            plan.briefing.vantage = vantage
            if vantage != .host { plan.device = DevicePlan() }
            return (plan, nil)
        }
    }

    @Test func `all are measured from where there is room`() {
        let roster = Roster(places(2), of: base)
        #expect(roster.plans.map(\.plan.briefing.vantage) == [.container("c0"), .container("c1"), .host])
        #expect(roster.notes.isEmpty)
    }

    @Test func `the host stays, and what has no room is counted`() throws {
        let one = try #require(Roster(places(0), of: base).plans.first)
        #expect(one.plan.briefing.vantage == .host)
        let roster = Roster(places(400), of: base)
        let kept = roster.plans.map(\.plan.briefing.vantage)
        #expect(kept.last == .host && kept.first == .container("c0"))
        #expect((100..<400).contains(kept.count))
        let left = 401 - kept.count
        #expect(roster.notes.map(\.english).contains { $0.contains("\(left) places") && $0.contains("c\(400 - left)") })
        // Not even with no room at all.
        #expect(Roster(places(400), of: base, atMost: 0).plans.map(\.plan.briefing.vantage) == [.host])
    }

    @Test func `each hub's report has its own room`() throws {
        var several = base
        several.services.furtherHubs = try (0..<8).map { try HostName(validating: "hub\($0).example.com") }
        let alone = Roster(places(120), of: base).plans.count
        let all = places(120).map { place in
            var plan = place.plan
            plan.services.furtherHubs = several.services.furtherHubs
            return (plan: plan, namespace: place.namespace)
        }
        #expect(Roster(all, of: several).plans.count == alone)
    }
}
