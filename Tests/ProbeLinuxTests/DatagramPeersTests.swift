import ProbeCore
import Testing

@testable import ProbeLinux

struct DatagramPeersTests {
    @Test func `the peers of connected sockets are read, and no others`() {
        let table = """
              sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
             1: 020012AC:9C40 0A4D000A:0035 01 00000000:00000000 00:00000000 00000000     0        0 4242 2 0 0
             2: 0B00007F:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 4243 2 0 0
            """
        #expect(DatagramPeers.parse(table).map(\.description) == ["10.0.77.10:53"])
    }

    @Test(arguments: ["", "x", "1: a b", "1: 020012AC:9C40 0A4D000G:0035 01"])
    func `what is no table gives nothing`(text: String) {
        #expect(DatagramPeers.parse(text).isEmpty)
    }
}
