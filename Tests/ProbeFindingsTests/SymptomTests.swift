import ProbeCore
@testable import ProbeFindings
import Testing

/// What people see, and what they are told about it.
struct SymptomTests {
    @Test(
        arguments: [
            ("agent-stops", Symptom.agentStops), ("Agent Stops", .agentStops), ("empty config file", .emptyConfig),
            ("empty config", .emptyConfig), ("emtpy config file", .emptyConfig), ("403", .imageRefused),
            ("error 403", .imageRefused), ("407", .proxyRefuses), ("windows-logs", .windowsLogs),
            ("windows logs", .windowsLogs), ("port is already allocated", .portTaken),
            ("port is alredy alocated", .portTaken), ("Module not found", .moduleNotFound),
            ("invalid hostname", .hostnameInvalid), ("edgeHub fails to start", .portTaken),
            ("why are there no messages?", .noMessages), ("SAS token is expired", .tokenExpired),
            ("transient network error", .transientNetwork), ("which ports", .portsClosed),
            ("out of memory", .smallDevice),
            ("can't pull: could not pull image", .pullFails), ("modules disappear", .modulesDisappear),
            ("modules stop after Edge CA renewal", .certificateRenewal),
            ("excessive identity calls", .identityCalls),
            ("certificate verify failed", .certificateRefused), ("EventLogException", .windowsLogs),
            ("disk full", .diskFull), ("no space left on device", .diskFull), ("low throughput", .transientNetwork),
            ("nested", .parentUnreachable), ("nested edge", .parentUnreachable), ("429", .imageRefused),
            ("137", .smallDevice), ("exit code 137", .smallDevice), ("8883", .portsClosed),
            ("ENTRYPOINT", .moduleNotFound),
            ("edgeHub keeps restarting", .moduleFails),
        ])
    func `a few words lead to one symptom`(text: String, symptom: Symptom) {
        #expect(Symptom.matching(text) == [symptom])
    }

    @Test(
        arguments: [
            (
                "<6> 2024-05-02 08:06:51.408 +00:00 [INF] - Edge agent attempting to connect to IoT Hub via Amqp_WebSocket_Only...",
                Symptom.agentStops
            ),
            (
                #"{"log":"<4> [WRN] - Empty edge agent config was received. Attempting to read config from backup\n","stream":"stdout"}"#,
                .emptyConfig
            ),
            (
                #"response={\"message\":\"driver failed programming external connectivity on endpoint edgeHub (6a82): Error starting userland proxy: Bind for 0.0.0.0:443 failed: port is already allocated\"}\n)"#,
                .portTaken
            ),
            (
                "warn: caused by: failed to create endpoint edgeHub on network nat: hnsCall failed in Win32: (0x20)",
                .portTaken
            ),
            (
                "Error parsing user input data: invalid hostname. Hostname cannot be empty or greater than 64 characters",
                .hostnameInvalid
            ),
            (
                "caused by: pull access denied for example/module, repository does not exist or may require 'docker login'",
                .imageRefused
            ),
            (
                #"executing HTTP request fails, status=404, response_buffer={"message":"Module not found"}u, 04 )"#,
                .moduleNotFound
            ),
            ("\u{1b}[31mPort \u{1b}[1mis already\u{1b}[0m allocated\u{1b}[0m", .portTaken),
            (#"\u001b[33mcertificate is \u001b[1mnot yet valid\u001b[0m"#, .tokenExpired),
            (
                "caused by: An error occurred for path /var/run/iotedge/mgmt.sock\n caused by: Permission denied",
                .socketDenied
            ),
        ])
    func `a line of a log leads to its symptom, whatever is around its words`(line: String, symptom: Symptom) {
        #expect(Symptom.matching(line) == [symptom])
    }

    @Test(
        arguments: [
            ("약 1 분 후에 IoT Edge 에이전트 중지", Symptom.agentStops), ("약1분 후에 IoT Edge 에이전트 중지", .agentStops),
            ("IoT Edge hub가 시작", .portTaken), ("리소스가 제한된 디바이스의 안정성 문제", .smallDevice),
            ("IoT Edge 에이전트 모듈의 이미지 (403)에 액세스할 수 없습니다.", .imageRefused),
            ("Windows에서 IoT Edge 디먼 로그를 가져올 수 없습니다.", .windowsLogs), ("'빈 구성 파일'", .emptyConfig),
            ("IoT Edge 배포에 대한 방화벽 및 포트 구성 규칙", .portsClosed),
            ("404 오류를 나타내며 IoT Edge 모듈이 edgeHub로 메시지를 보내지 못함", .moduleNotFound),
        ])
    func `a heading of the Korean page leads to its symptom`(heading: String, symptom: Symptom) {
        #expect(Symptom.matching(heading) == [symptom])
    }

    @Test func `what may be several things is all of them`() {
        #expect(Set(Symptom.matching("404")) == [.imageRefused, .moduleNotFound])
        #expect(
            Set(Symptom.matching("Transient network error occurred: certificate verify failed"))
                == [.transientNetwork, .certificateRefused])
    }

    @Test(
        arguments: [
            "", " \n", "tcp.nothing", "dns.filterd", "the", "is it", "zzzz zzzz", "\u{1b}[31m", "\\u001b[", "(((", "1",
            "the quick brown fox jumps over the lazy dog and says 403 and 404 to whoever asks for it",
        ])
    func `what is like nothing leads nowhere`(text: String) {
        #expect(Symptom.matching(text) == [])
    }

    @Test func `only the beginning of a text is read`() {
        let long = String(repeating: "word ", count: 1 << 18)
        #expect(Symptom.matching(long + "port is already allocated") == [])
        #expect(Symptom.matching("port is already allocated " + long) == [.portTaken])
    }

    @Test(arguments: Symptom.allCases)
    func `a symptom is found by its name and by each of its marks`(symptom: Symptom) {
        #expect(Symptom.matching(symptom.rawValue) == [symptom])
        for mark in symptom.page.marks {
            let text =
                switch mark {
                case .phrase(let text), .words(let text), .heading(let text): text.description
                case .status(let code): "\(code)"
                }
            #expect(Symptom.matching(text).contains(symptom), "\(text)")
        }
        for code in symptom.page.logs.flatMap(\.card.signatures) {
            #expect(Symptom.matching("what a log says in other words", saying: [code]).contains(symptom), "\(code)")
        }
    }

    /// Nothing that a run finds is behind them.
    private static let ofNoCause: Set<Symptom> = [.windowsLogs, .modulesDisappear, .identityCalls]

    @Test(arguments: Symptom.allCases)
    func `a page says what it means, what it may be, and what is done on either host`(symptom: Symptom) {
        let page = symptom.page
        #expect(!page.title.english.hasSuffix(".") && page.title.english.count <= 58, "\(page.title)")
        for sentence in page.meaning + [page.decision] { #expect(sentence.english.hasSuffix("."), "\(sentence)") }
        #expect(page.candidates.isEmpty == Self.ofNoCause.contains(symptom))
        #expect(Set(page.candidates.map(\.cause)).count == page.candidates.count)
        #expect(page.candidates.allSatisfy { !$0.telling.english.hasSuffix(".") })
        for resolution in [page.linux, page.windows] {
            #expect(!resolution.text.isEmpty && !resolution.topics.isEmpty)
            #expect(Set(resolution.topics).count == resolution.topics.count)
        }
        #expect(page.windows.remedies.isEmpty, "a run is on Linux")
    }

    @Test(arguments: Symptom.allCases)
    func `the remedies of a symptom are those of what it may be`(symptom: Symptom) {
        let page = symptom.page
        let known = Set((page.candidates.map(\.cause) + page.logs).flatMap(\.card.remedies))
        #expect(Set(page.linux.remedies).subtracting(known).isEmpty)
    }

    @Test func `each cause that a log gives away belongs to one symptom`() {
        let logs = Symptom.allCases.flatMap(\.page.logs)
        #expect(Set(logs) == Set(Cause.allCases.filter { $0.layer == .log }))
        #expect(Set(logs).count == logs.count)
    }

    /// AMQP and AMQP over WebSocket have both failed by then.
    @Test func `nobody whose agent stopped is told to use another transport`() {
        let page = Symptom.agentStops.page
        let text = (page.meaning + [page.decision] + page.linux.text + page.windows.text).map(\.english).joined()
        #expect(!text.contains("AmqpWs") && !text.contains("UpstreamProtocol"))
        let ruledOut: Set<RemedyID> = [.useWebSocket, .useProxy, .usePlainTransport]
        #expect(ruledOut.isDisjoint(with: page.linux.remedies + Cause.logAgentFallback.card.remedies))
        #expect(Cause.logAgentFallback.card.advice?.english.contains("AmqpWs") != true)
    }
}
