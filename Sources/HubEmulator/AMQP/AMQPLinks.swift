import ProbeTransport

/// The sessions of a connection and the links in them.
struct AMQPLinks {
    private let admission: Admission?
    private var isAdmitted = false
    private var sessions: [UInt16: Session] = [:]

    private static let mostSessions = 16
    private static let mostLinks = 32

    private struct Session {
        var links: [UInt32: AMQPLink] = [:]
        var nextIncoming: UInt32
        var nextOutgoing: UInt32 = 0
        var nextDelivery: UInt32 = 0
    }

    init(admission: Admission?) { self.admission = admission }

    /// Opens the device's own nodes: its signature was found right.
    mutating func admit() { isAdmitted = true }

    /// Takes a performative of a session or a link; gives the frames to send.
    mutating func take(
        _ performative: AMQPPerformative, _ payload: [UInt8], channel: UInt16
    ) throws(AMQPFault) -> [AMQPFrame] {
        if performative.kind == .begin { return try begin(performative, channel) }
        guard var session = sessions[channel] else { throw .malformed }
        let answers: [AMQPPerformative]
        var frames: [AMQPFrame] = []
        switch performative.kind {
        case .attach: answers = try attach(performative, &session)
        case .flow: (answers, frames) = flow(performative, &session, channel)
        case .transfer: (answers, frames) = try transfer(performative, payload, &session, channel)
        case .disposition: answers = []
        case .detach:
            guard let handle = performative.handle else { throw .malformed }
            // The answer to a detach of the hub's own has nothing left to detach.
            answers = session.links.removeValue(forKey: handle).map { _ in [.detach(handle)] } ?? []
        case .end:
            sessions[channel] = nil
            return [AMQPFrame(AMQPPerformative(.end, []).value, channel: channel)]
        default: throw .malformed
        }
        sessions[channel] = session
        return answers.map { AMQPFrame($0.value, channel: channel) } + frames
    }

    // MARK: - Sessions

    private mutating func begin(_ performative: AMQPPerformative, _ channel: UInt16) throws(AMQPFault) -> [AMQPFrame] {
        guard sessions[channel] == nil, sessions.count < Self.mostSessions,
            let next = performative[1].unsigned.map(UInt32.init(truncatingIfNeeded:))
        else { throw .malformed }
        sessions[channel] = Session(nextIncoming: next)
        let fields: [AMQPValue] = [.ushort(channel), .uint(0), .uint(Self.window), .uint(Self.window), .uint(255)]
        return [AMQPFrame(AMQPPerformative(.begin, fields).value, channel: channel)]
    }

    /// Transfers that may be under way in either direction.
    private static let window: UInt32 = 5000

    // MARK: - Links

    private mutating func attach(
        _ request: AMQPPerformative, _ session: inout Session
    ) throws(AMQPFault) -> [AMQPPerformative] {
        guard let handle = request[1].unsigned.flatMap(UInt32.init(exactly:)),
            case .boolean(let isReceiver) = request[2],
            case .string = request[0], session.links[handle] == nil
        else { throw .malformed }
        let address = Self.address(isReceiver ? request[5] : request[6])
        var refusal: AMQPError?
        var node = AMQPLink.Node.device
        if session.links.count >= Self.mostLinks {
            refusal = AMQPError(.resourceLimitExceeded, "The session has too many links.")
        } else if address == "$cbs" {
            node = .claims
        } else if !isAdmitted {
            refusal = AMQPError(.unauthorizedAccess, "Put a token to $cbs first.")
        } else if !isOwn(address) {
            refusal = AMQPError(.notFound, "The device has no such node.")
        }
        let answer = AMQPPerformative(
            .attach,
            [
                request[0], .uint(handle), .boolean(!isReceiver), request[3], request[4],
                // A link that is about to be refused has no terminus of the hub's (part 2 section 2.6.3).
                refusal != nil && isReceiver ? .null : request[5], refusal != nil && !isReceiver ? .null : request[6],
                .null, .boolean(false), isReceiver ? .uint(0) : .null, .ulong(UInt64(AMQPLink.longestMessage)),
            ])
        if let refusal { return [answer, .detach(handle, error: refusal)] }
        var link = AMQPLink(node: node, isIncoming: !isReceiver)
        defer { session.links[handle] = link }
        guard link.isIncoming else { return [answer] }
        link.deliveryCount = request[9].unsigned.map(UInt32.init(truncatingIfNeeded:)) ?? 0
        link.granted = AMQPLink.mostCredit
        return [answer, Self.flow(session, handle, link)]
    }

    /// The address of a source or a target, whose first field it is.
    private static func address(_ terminus: AMQPValue) -> String? {
        guard case .described(_, .list(let fields)) = terminus else { return nil }
        return fields.first?.text
    }

    /// `/devices/{device}/…`, alone or after the hub's own URL.
    private func isOwn(_ address: String?) -> Bool {
        guard var path = address?[...], let device = admission?.device else { return false }
        if path.hasPrefix("amqps://") { path = path.dropFirst("amqps://".count).drop { $0 != "/" } }
        return path.hasPrefix("/devices/\(device)/")
    }

    // MARK: - Credit

    private mutating func flow(
        _ performative: AMQPPerformative, _ session: inout Session, _ channel: UInt16
    ) -> ([AMQPPerformative], [AMQPFrame]) {
        let wantsEcho = performative[9] == .boolean(true)
        guard let handle = performative[4].unsigned.flatMap(UInt32.init(exactly:)), var link = session.links[handle]
        else {
            return (wantsEcho ? [Self.flow(session, nil, nil)] : [], [])
        }
        guard !link.isIncoming else { return (wantsEcho ? [Self.flow(session, handle, link)] : [], []) }
        // Part 2 section 2.6.7: what the receiver allows counts from the deliveries it has seen.
        let seen = performative[5].unsigned.map(UInt32.init(truncatingIfNeeded:)) ?? 0
        let allowed = performative[6].unsigned.map(UInt32.init(truncatingIfNeeded:)) ?? 0
        link.credit = seen &+ allowed &- link.deliveryCount
        let frames = Self.deliver(&link, handle, &session, channel)
        if performative[8] == .boolean(true) {
            // Drained: nothing more to send, so the rest of the credit is used up.
            link.deliveryCount &+= link.credit
            link.credit = 0
        }
        session.links[handle] = link
        return (wantsEcho || performative[8] == .boolean(true) ? [Self.flow(session, handle, link)] : [], frames)
    }

    private static func flow(_ session: Session, _ handle: UInt32?, _ link: AMQPLink?) -> AMQPPerformative {
        var fields: [AMQPValue] = [
            .uint(session.nextIncoming), .uint(window), .uint(session.nextOutgoing), .uint(window),
        ]
        if let handle, let link {
            fields += [.uint(handle), .uint(link.deliveryCount), .uint(link.isIncoming ? link.granted : link.credit)]
        }
        return AMQPPerformative(.flow, fields)
    }

    // MARK: - Deliveries

    private mutating func transfer(
        _ performative: AMQPPerformative, _ payload: [UInt8], _ session: inout Session, _ channel: UInt16
    ) throws(AMQPFault) -> ([AMQPPerformative], [AMQPFrame]) {
        guard let handle = performative.handle, var link = session.links[handle], link.isIncoming else {
            throw .malformed
        }
        session.nextIncoming &+= 1
        guard link.partial.count + payload.count <= AMQPLink.longestMessage else { throw .tooLarge }
        link.partial += payload
        guard performative[5] != .boolean(true) else {
            session.links[handle] = link
            return ([], [])
        }
        let message = link.partial
        link.partial = []
        guard link.granted > 0 else { throw .malformed }
        link.granted -= 1
        link.deliveryCount &+= 1
        var answers: [AMQPPerformative] = []
        if performative[4] != .boolean(true), let delivery = performative[1].unsigned {
            let accepted = AMQPValue.described(descriptor: .ulong(0x24), value: .list([]))
            let number = AMQPValue.uint(UInt32(truncatingIfNeeded: delivery))
            answers.append(
                AMQPPerformative(.disposition, [.boolean(true), number, number, .boolean(true), accepted]))
        }
        if link.granted < AMQPLink.mostCredit / 2 {
            link.granted = AMQPLink.mostCredit
            answers.append(Self.flow(session, handle, link))
        }
        session.links[handle] = link
        guard link.node == .claims, let request = AMQPMessage(message) else { return (answers, []) }
        return (answers, answer(request, &session, channel))
    }

    /// Answers a request to the claims node on the client's receiving link.
    private mutating func answer(_ request: AMQPMessage, _ session: inout Session, _ channel: UInt16) -> [AMQPFrame] {
        let claims = ClaimsNode(admission: admission)
        let (response, isRight) = claims.answer(request)
        if isRight { isAdmitted = true }
        guard let handle = session.links.first(where: { $0.value.node == .claims && !$0.value.isIncoming })?.key,
            var link = session.links[handle], link.waiting.count < AMQPLink.mostWaiting
        else { return [] }
        link.waiting.append(response.encoded)
        let frames = Self.deliver(&link, handle, &session, channel)
        session.links[handle] = link
        return frames
    }

    private static func deliver(
        _ link: inout AMQPLink, _ handle: UInt32, _ session: inout Session, _ channel: UInt16
    ) -> [AMQPFrame] {
        var frames: [AMQPFrame] = []
        while link.credit > 0, let message = link.waiting.first {
            link.waiting.removeFirst()
            link.credit -= 1
            link.deliveryCount &+= 1
            let tag = (0..<4).map { UInt8(truncatingIfNeeded: session.nextDelivery >> (8 * $0)) }
            let transfer = AMQPPerformative(
                .transfer,
                [.uint(handle), .uint(session.nextDelivery), .binary(tag), .uint(0), .boolean(true), .boolean(false)])
            frames.append(AMQPFrame(transfer.value, channel: channel, payload: message))
            session.nextDelivery &+= 1
            session.nextOutgoing &+= 1
        }
        return frames
    }
}

extension AMQPPerformative {
    /// The first field of a detach or a transfer.
    fileprivate var handle: UInt32? { self[0].unsigned.flatMap(UInt32.init(exactly:)) }

    fileprivate static func detach(_ handle: UInt32, error: AMQPError? = nil) -> AMQPPerformative {
        AMQPPerformative(.detach, [.uint(handle), .boolean(true)] + (error.map { [$0.value] } ?? []))
    }
}
