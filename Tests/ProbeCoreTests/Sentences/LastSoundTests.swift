import Testing

@testable import ProbeCore

struct LastSoundTests {
    @Test(arguments: [
        // Syllables.
        ("허브", "허브는"), ("컨테이너", "컨테이너는"), ("방화벽", "방화벽은"), ("프로토콜", "프로토콜은"),
        // Numbers, ports and addresses, read as numbers.
        ("443", "443은"), ("5671", "5671은"), ("8883", "8883은"), ("25", "25는"), ("8080", "8080은"), ("100", "100은"),
        ("10.0.0.1", "10.0.0.1은"), ("10.1.0.2", "10.1.0.2는"), ("192.0.2.0/24", "192.0.2.0/24는"),
        ("203.0.113.10:5671", "203.0.113.10:5671은"), ("2001:db8::9", "2001:db8::9는"),
        // Abbreviations, letter by letter.
        ("TCP", "TCP는"), ("DNS", "DNS는"), ("TLS", "TLS는"), ("MTU", "MTU는"), ("VPN", "VPN은"), ("URL", "URL은"),
        ("SYN", "SYN은"), ("ICMP", "ICMP는"), ("mqtt", "mqtt는"), ("tls", "tls는"), ("IoT", "IoT는"), ("A", "A는"),
        // Words, as they are written in Hangul: 넷, 포트, 도커, 브리지, 네트워크, 터널, 로그, 패킷, 그룹, 블록.
        ("myhub.azure-devices.net", "myhub.azure-devices.net은"), ("port", "port는"), ("docker", "docker는"),
        ("bridge", "bridge는"), ("network", "network는"), ("tunnel", "tunnel은"), ("log", "log는"),
        ("packet", "packet은"), ("group", "group은"), ("block", "block은"), ("contoso.com", "contoso.com은"),
        ("edgeHub", "edgeHub는"), ("edgeAgent", "edgeAgent는"), ("AmqpWs", "AmqpWs는"), ("nftables", "nftables는"),
        ("eth0", "eth0은"), ("azure-iot-edge", "azure-iot-edge는"), ("/etc/hosts", "/etc/hosts는"),
        ("daemon.json", "daemon.json은"), ("tcp.dropped-ip", "tcp.dropped-ip는"), ("loop", "loop는"),
        ("fd00::ac", "fd00::ac는"), ("fd00::f", "fd00::f는"), ("2001:db8::5e", "2001:db8::5e는"), ("table", "table은"),
        ("root", "root는"),
        // What is around a name is not read.
        ("\"eth0\"", "\"eth0\"은"), ("'edgeHub'", "'edgeHub'는"), ("홉 2(10.77.0.2)", "홉 2(10.77.0.2)는"),
        ("10.77.0.3 (hop 2)", "10.77.0.3 (hop 2)은"), ("(443)", "(443)은"), ("edgeprobe-…", "edgeprobe-…는"),
        ("12 %", "12 %는"),
        // What has no sound has both forms.
        ("", "은(는)"), ("…", "…은(는)"),
    ])
    func `the topic's particle follows from the last sound`(text: String, expected: String) throws {
        #expect(text + (try #require(Particle("은/는"))).form(after: text) == expected)
    }

    @Test(arguments: [
        ("을/를", "포트 443", "을"), ("을/를", "주소", "를"), ("과/와", "10.0.0.1", "과"), ("과/와", "TCP", "와"),
        ("이/가", "RST", "가"), ("이/가", "리졸버 3", "이"), ("이라/라", "TLS", "라"), ("이라/라", "8883", "이라"), ("이/", "게이트웨이", ""),
        ("이/", "방화벽", "이"), ("이며/며", "5671", "이며"), ("으로/로", "10.0.0.3", "으로"), ("이었/였", "서버", "였"),
    ])
    func `each particle has its two forms`(choice: String, text: String, expected: String) throws {
        #expect(try #require(Particle(choice)).form(after: text) == expected)
    }

    @Test(arguments: [
        ("5671", "로"), ("443", "으로"), ("8", "로"), ("10.0.0.7", "로"), ("URL", "로"), ("tunnel", "로"), ("서울", "로"),
        ("방화벽", "으로"),
        ("허브", "로"), ("myhub.azure-devices.net", "으로"), ("eth0", "으로"), ("", "(으)로"),
    ])
    func `the direction's particle is 로 behind ㄹ too`(text: String, expected: String) throws {
        #expect(try #require(Particle("으로/로")).form(after: text) == expected)
    }

    @Test(arguments: ["", "은", "/는", "a/b", "은/는/은", "observation 1", "443/tcp"])
    func `what else stands in brackets is no particle`(text: String) { #expect(Particle(text) == nil) }
}
