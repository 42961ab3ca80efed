import ProbeCore
@testable import ProbeFindings
import Testing

struct ProcedureTests {
    private static let procedure = Procedure(
        "Something", ["It is done."],
        [
            Part(.linux(.current), ["new"]), Part(.linux(.old), ["old"]), Part(.virtualMachine, ["machine"]),
            Part(.windowsContainers, ["containers"]), Part(.elsewhere, ["portal"]),
        ])

    private typealias Part = Procedure.Part

    private static func words(_ host: Procedure.Host?, _ release: Procedure.Release?) -> [String] {
        procedure.parts(for: host, release).flatMap(\.steps).map { step in
            switch step {
            case .say(let sentence): sentence.english
            case .paste(_, let text): text.description
            case .show: ""
            }
        }
    }

    @Test func `a host and a release choose what is printed, and the portal is always there`() {
        #expect(Self.words(.linux, .current) == ["new", "portal"])
        #expect(Self.words(.linux, .old) == ["old", "portal"])
        #expect(Self.words(.linux, nil) == ["new", "old", "portal"])
        #expect(Self.words(.windows, .old) == ["containers", "portal"])
        let all = Self.words(nil, nil)
        #expect(["new", "old", "machine", "Connect-EflowVm", "containers", "portal"].allSatisfy(all.contains))
        // In its order: Linux, then the machine that is Linux inside.
        #expect(all.firstIndex(of: "old") ?? 9 < all.firstIndex(of: "machine") ?? 0)
    }

    @Test func `inside a virtual machine it is as on Linux, which is printed there where it is not printed before`() {
        let alone = Self.words(.windows, .current)
        #expect(alone.prefix(1) == ["machine"] && alone.contains("Connect-EflowVm"))
        #expect(alone.suffix(2) == ["new", "portal"])
        #expect(Self.words(nil, .current).filter { $0 == "new" }.count == 1)
    }

    @Test(
        arguments: [
            ("1.0", Procedure.Release.old), ("1.1", .old), ("1.1.15", .old), ("1.2", .current), ("1.5.11", .current),
            ("1.10", .current), ("1", nil), ("2.0", nil), ("1.x", nil), ("", nil), ("1.2.", nil), ("1.-1", nil),
            ("1.1.1.1.1", .old), ("1.999999999999", nil),
        ] as [(String, Procedure.Release?)])
    func `a version belongs to a release`(version: String, release: Procedure.Release?) {
        #expect(Procedure.Release(version: version) == release)
    }
}
