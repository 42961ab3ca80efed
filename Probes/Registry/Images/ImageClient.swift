import ProbeCore
import ProbeEvidence
import ProbeMeasurement
import ProbeTransport

/// Asks a registry, its token service and its data endpoint, each on one connection that is kept for the next request.
struct ImageClient {
    private let registry: Endpoint
    private let address: IPAddress?
    private let context: Context<ImagesEvidence>
    /// By host and port.
    private var connections: [Endpoint: Connection] = [:]
    /// Those that were dialled here, and have to be closed here.
    private var own: [Connection] = []

    /// Begins on a connection to the registry that is open already; nothing has one dialled.
    init(
        _ registry: Endpoint, _ visit: RegistryVisit, on connection: Connection?, _ context: Context<ImagesEvidence>
    ) {
        self.registry = registry
        self.context = context
        address = visit.address
        connections[registry] = connection
    }

    /// A request to the registry itself.
    mutating func get(
        _ target: String, accept: String, authorization: String?
    ) async throws(ProbeError) -> HTTPReply? {
        try await get(target, at: registry, accept: accept, authorization: authorization)
    }

    /// A request to a host that the registry named; nothing where it may not be asked.
    mutating func get(
        _ target: String, at place: WebAddress, accept: String = "*/*", authorization: String? = nil
    ) async throws(ProbeError) -> HTTPReply? {
        guard place.isAdmitted(by: registry), place.host == registry.host || !Scrubber.isTold(by: place.host) else {
            return nil
        }
        let isRegistry = place.host == registry.host && place.port == registry.port
        let endpoint =
            isRegistry ? registry : Endpoint(.registry, place.host, .https, port: place.port, via: registry.via)
        return try await get(target, at: endpoint, accept: accept, authorization: authorization)
    }

    private mutating func get(
        _ target: String, at endpoint: Endpoint, accept: String, authorization: String?
    ) async throws(ProbeError) -> HTTPReply? {
        var headers = [("Host", endpoint.authority), ("User-Agent", "edgeprobe"), ("Accept", accept)]
        if let authorization { headers.append(("Authorization", authorization)) }
        let request = HTTPRequest(target: target, headers: headers)
        let kept = connections[endpoint]
        if let kept, let reply = await send(request, on: kept, to: endpoint) { return reply }
        // What was kept may have been closed meanwhile, which says nothing about the request.
        guard !Task.isCancelled, let fresh = try await dial(endpoint) else { return nil }
        return await send(request, on: fresh, to: endpoint)
    }

    private mutating func send(
        _ request: HTTPRequest, on connection: Connection, to endpoint: Endpoint
    ) async -> HTTPReply? {
        let reply = await connection.request(request, waits: Waits(context), longestBody: ImageDocument.longest) { _ in
        }
        .reply
        let ends = reply?.answer.value(of: "connection")?.description.lowercased() == "close"
        if reply == nil || reply?.isCut == true || ends { connections[endpoint] = nil }
        return reply
    }

    /// Only a verified connection, since credentials may go over it.
    private mutating func dial(_ endpoint: Endpoint) async throws(ProbeError) -> Connection? {
        let connection = try await ShortLadder(endpoint).climb(context, namedBy: address).connection
        connections[endpoint] = connection
        if let connection { own.append(connection) }
        return connection
    }

    func close() async {
        for connection in own { await connection.close() }
    }
}
