import Glibc
import ProbeCore
import TestSupport
import Testing

/// Runs from a network of an engine, in a network namespace of the test's own with a bridge made by hand.
@Suite(.aheadOfOthers, .hasNamespaces)
struct ContainerVantageTests {
    private static let id = String(repeating: "ab", count: 32)

    private static let replies: [String: FakeEngine.Reply] = [
        "/version": .json(#"{"Version":"20.10.24+dfsg1","Components":[{"Name":"Engine"}]}"#),
        "/info": .json(#"{"SecurityOptions":["name=seccomp,profile=default"]}"#),
        "/networks": .json("[\(network)]"),
        "/networks/\(id)": .json(network),
        "/containers/json": .json("[]"),
    ]

    private static let network = """
        {"Name":"bridge","Id":"\(id)","Driver":"bridge","EnableIPv6":false,"Internal":false,
         "IPAM":{"Config":[{"Subnet":"172.30.9.0/24","Gateway":"172.30.9.1"}]},"Containers":{},
         "Options":{"com.docker.network.bridge.name":"docker0","com.docker.network.driver.mtu":"1400"}}
        """

    /// A site with a bridge and nothing behind it.
    private static let site = """
        ip link set lo up
        ip link add docker0 type bridge
        ip addr add 172.30.9.1/24 dev docker0
        ip link set docker0 up
        state() {
            ip -o link show | sed 's/^[0-9]*: //;s/ .*//'
            ip -o addr show | grep -v fe80 | sed 's/^[0-9]*: //'
            ip route show table all | grep -v -e fe80 -e ff00 -e '::' | sed 's/ linkdown//' | sort
            ip rule
            cat /proc/self/mounts | grep -c .
        }
        """

    /// Runs lines of sh in a namespace, in which `"$0"` is the program and `"$1"` the engine's socket.
    private func run(
        _ lines: String, against replies: [String: FakeEngine.Reply] = replies
    ) async throws -> Binary.Ending {
        try await FakeEngine.with(replies) { engine in
            let script = Self.site + "\n" + lines
            return try await Binary.shell(
                "unshare --net --mount sh -euc '\(script.split(separator: "'").joined(separator: "'\\''"))' \"$0\" "
                    + engine.path)
        }
    }

    private static let options =
        #"--hub hub.example --engine-socket "$1" --connect-to ::127.0.0.1:9 --no-dps --no-registry --no-portal --resolver none --skip tcp.half-open"#

    @Test func `a network without a container is measured from a namespace on its bridge`() async throws {
        let ending = try await run(
            """
            state > /tmp/before.$$
            "$0" \(Self.options) --format json || :
            for i in 1 2 3 4 5 6 7 8 9; do
                state > /tmp/after.$$
                cmp -s /tmp/before.$$ /tmp/after.$$ && break || sleep 0.1
            done
            diff /tmp/before.$$ /tmp/after.$$ >&2
            rm /tmp/before.$$ /tmp/after.$$
            """)
        #expect(ending.status == 0, "\(ending.errors)")
        let report = try ReportOutline(ending.output)
        #expect(Set(report.observations.map(\.vantage)) == ["host", "docker:bridge"])
        #expect(ending.output.contains("172.30.9.254"))
        #expect(ending.output.contains("\"engine\" : \"docker 20.10.24\""))
    }

    @Test func `an engine that takes a second and a half for each answer is used within six seconds`() async throws {
        let slow = Self.replies.mapValues { reply -> FakeEngine.Reply in
            guard case .json(let text) = reply else { return reply }
            return .late(text, milliseconds: 1_500)
        }
        let ending = try await run(#""$0" \#(Self.options) --budget 6 --format json || :"#, against: slow)
        #expect(ending.status == 0, "\(ending.errors)")
        let report = try ReportOutline(ending.output)
        #expect(Set(report.observations.map(\.vantage)) == ["host", "docker:bridge"])
        #expect(ending.output.contains("no usable answer in its part of the time about the network bridge"))
    }

    @Test func `a run that is killed at any moment leaves nothing behind`() async throws {
        let ending = try await run(
            """
            state > /tmp/before.$$
            for delay in 0.02 0.04 0.06 0.08 0.1 0.12 0.14 0.16 0.2 0.25 0.3 0.4; do
                for victim in parent worker both; do
                    "$0" \(Self.options) >/dev/null 2>&1 &
                    run=$!
                    sleep $delay
                    workers=$(pgrep -P $run || :)
                    case $victim in
                        parent) kill -9 $run 2>/dev/null || : ;;
                        worker) [ -z "$workers" ] || kill -9 $workers 2>/dev/null || : ;;
                        both) kill -9 $run $workers 2>/dev/null || : ;;
                    esac
                    wait $run 2>/dev/null || :
                done
            done
            for i in $(seq 50); do
                state > /tmp/after.$$
                cmp -s /tmp/before.$$ /tmp/after.$$ && break || sleep 0.1
            done
            diff /tmp/before.$$ /tmp/after.$$
            rm /tmp/before.$$ /tmp/after.$$
            """)
        #expect(ending.status == 0, "\(ending.everything)")
    }

    @Test func `an ordinary user gets the host, and is told of sudo`() async throws {
        let ending = try await FakeEngine.with(Self.replies) { engine in
            chmod(engine.path, 0o777)
            chmod(engine.folder, 0o755)
            let options = Self.options.split(separator: "\"$1\"").joined(separator: engine.path)
            return try await Binary.shell(
                #"unshare --net sh -c 'ip link set lo up; ip link add docker0 type bridge; ip addr add 172.30.9.1/24 dev docker0; exec setpriv --reuid 65534 --regid 65534 --clear-groups "$0" \#(options)' "$0""#
            )
        }
        #expect(ending.output.contains("Not measured from docker:bridge"), "\(ending.everything)")
        #expect(ending.output.contains("sudo") && !ending.output.contains("setcap"))
        #expect(ending.output.contains("CAP_NET_ADMIN and CAP_SYS_ADMIN"))
    }
}

extension Trait where Self == ConditionTrait {
    /// Network namespaces are to be had.
    fileprivate static var hasNamespaces: Self {
        .enabled(if: geteuid() == 0 && system("unshare --net --mount ip link >/dev/null 2>&1") == 0, "needs root")
    }
}
