import FoundationEssentials
import ProbeCore
import ProbeLinux
import ProbeMeasurement

/// The one process that may administer the network: it talks to the kernel, and to programs that do, and sends no packet.
///
/// It is sent an order as one line, carries it out and ends.
package enum NetfilterHelper {
    /// Carries out what standard input orders.
    ///
    /// - Returns: false when it held no order.
    package static func run() async -> Bool {
        let input = StandardStreams.inputLines(atMost: NetfilterOrder.longest)
        guard let line = await input.first(where: { _ in true }) else { return false }
        guard let order = try? JSONDecoder().decode(NetfilterOrder.self, from: Data(line)) else {
            return ProcessAccount.print(askedBy: line)
        }
        switch order {
        case .list(let patience): say(.listed(await RulesetListing(patience: patience.duration).read()))
        case .trace(let connections): await Tracer.run(connections, until: input)
        }
        return true
    }

    static func say(_ answer: NetfilterAnswer) {
        guard var line = try? JSONEncoder().encode(answer) else { return }
        line.append(0x0a)
        // A parent that has gone takes no more; standard input ends too.
        try? StandardStreams.write(Array(line), to: .output)
    }
}
