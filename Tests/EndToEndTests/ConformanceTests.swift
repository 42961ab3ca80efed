import FoundationEssentials
import HubEmulator
import ProbeCore
import Probes
import TestSupport
import Testing

/// What every probe of the catalogue owes to a run, held against all it saw of a healthy hub and of every fault.
@Suite(.aheadOfOthers) struct ConformanceTests {
    private static let all: [Fault?] = [nil] + Fault.allCases

    @Test(arguments: all)
    func `every question is concluded exactly once, and no more than was asked`(fault: Fault?) async throws {
        let run = try await Rehearsals.shared.run(fault)
        #expect(run.concluded.sorted() == Array(run.agenda.indices))
        #expect(Set(run.started).count == run.started.count)
        #expect(Set(run.started).isSubset(of: run.concluded))
        for (number, observation) in zip(run.concluded, run.survey.observations) {
            let (probe, subject) = run.agenda[number]
            #expect(observation.probe == probe)
            #expect(AnyHashable(observation.subject) == AnyHashable(subject), "\(probe)")
        }
    }

    @Test(arguments: all)
    func `no probe fails: what a network does is evidence`(fault: Fault?) async throws {
        for observation in try await Rehearsals.shared.run(fault).survey.observations {
            if case .failed(let error) = observation.outcome { Issue.record("\(observation.probe): \(error)") }
        }
    }

    @Test(arguments: all)
    func `every observation survives JSON`(fault: Fault?) async throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let decoder = JSONDecoder()
        decoder.userInfo[try #require(Observation.catalog)] = Catalog.probes
        for observation in try await Rehearsals.shared.run(fault).survey.observations {
            let data = try encoder.encode(observation)
            let read = try decoder.decode(Observation.self, from: data)
            #expect(try encoder.encode(read) == data, "\(observation.probe)")
            #expect(AnyHashable(read.subject) == AnyHashable(observation.subject), "\(observation.probe)")
            #expect(read.evidence == observation.evidence, "\(observation.probe)")
        }
    }

    @Test(arguments: all)
    func `a run with a known end takes less than its budget`(fault: Fault?) async throws {
        for observation in try await Rehearsals.shared.run(fault).survey.observations {
            #expect(observation.startedAt >= Seconds(0) && observation.duration >= Seconds(0))
            if case .skipped(let reason) = observation.outcome {
                #expect(reason.code == .notNeeded || reason.code == .prerequisite, "\(observation.probe)")
            }
        }
    }

    @Test func `every probe that the emulator can call for sees something`() async throws {
        var seen: Set<ProbeID> = []
        for fault in Self.all {
            for observation in try await Rehearsals.shared.run(fault).survey.observations {
                if case .seen = observation.outcome { seen.insert(observation.probe) }
            }
        }
        // Names are not asked for where every host is led to an address, and a demonstration leaves the device alone.
        let unseen = Set(Catalog.probes.map { $0.id }).subtracting(seen).filter { id in
            !["dns.", "route.", "fwd.", "device.", "ports.", "vantage."].contains { id.description.hasPrefix($0) }
        }
        // These need a container, a second address, an address of nobody that a demonstration does not have, rules that were not read, or a
        // deployment (`DeploymentRunTests`), an address of IPv6, a link that carries a hello in two segments, or a network that has a crowd.
        #expect(
            unseen == [
                "tcp.other-addresses", "tcp.half-open", "https.small-segments", "tls.control-address", "tcp.traced",
                "tls.other-answer", "tcp.hop-limit", "registry.images", "deployment.read", "tls.over-ipv6",
                "tls.large-hello", "tcp.alone",
            ])
    }
}

extension Observation {
    fileprivate var evidence: AnyHashable? { outcome.evidence.map { AnyHashable($0) } }
}
