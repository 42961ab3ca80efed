import ProbeCore
import ProbeLinux
package import ProbeMeasurement
import ProbeTransport

extension Plan {
    /// A file about resolvers, as the parent read it where only that one may.
    func file(_ path: String, limit: Int) throws(FileError) -> [UInt8] {
        if let text = briefing.protectedFiles[path] { return Array(text.utf8) }
        if briefing.silentFiles.contains(path) {
            throw DistantFiles.silence(of: path)
        }
        return try TextFile.bytes(path, limit: limit)
    }

    /// Looks for a name in the hosts file of the place, and says whether all of that was looked through.
    ///
    /// One that cannot be read is passed over, as nsswitch does.
    func searchedHostsFile(for host: HostName) -> (HostsSearch, isWhole: Bool) {
        var search = HostsSearch(for: host)
        var isWhole = true
        let path = briefing.hostsFile
        if let text = briefing.hostsText ?? briefing.protectedFiles[path] {
            search.take(text.utf8)
        } else if !briefing.silentFiles.contains(path) {
            do throws(FileError) {
                try TextFile.forEachPiece(of: path, limit: HostsFile.longestSearched) { search.take($0) }
            } catch {
                isWhole = error.error != "EFBIG"
            }
        }
        search.finish()
        return (search, isWhole)
    }

    /// Reads those files about resolvers that are not everybody's to read.
    package func readProtectedFiles() -> [String: String] {
        resolverFiles.filter { TextFile.isProtected($0) }.reduce(into: [:]) { texts, path in
            texts[path] = try? TextFile.read(path, limit: HostsFile.longest)
        }
    }

    /// Those of the files that a worker or its C library reads which do not answer.
    package func findSilentFiles() -> [String] {
        (resolverFiles + FileConfinement.linked + FileConfinement.roots).uniqued.filter(DistantFiles.isSilent)
    }

    private var resolverFiles: [String] {
        [briefing.resolverConfiguration, briefing.hostsFile] + ResolverConfiguration.upstreamLists
            + ForwarderSettings.files
    }
}
