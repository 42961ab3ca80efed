import ProbeCore
import ProbeEvidence

/// A registry's no: to somebody without credentials, or to whoever asks from here.
enum RegistryRefusal: Hashable {
    /// 401, or 403 for a repository that is not given to everybody: with credentials it may be given.
    case wantsCredentials(status: Int)
    /// 403 whatever is asked for.
    case denies

    /// Nothing where the registry gave what it was asked for, or did not come to an answer.
    init?(_ evidence: RegistryEvidence) {
        if evidence.isDeniedAtOnce {
            self = .denies
        } else if let status = evidence.tokenStatus, [401, 403].contains(status) {
            // Without a scope a token service refuses nobody for a repository.
            self =
                status == 403 && (evidence.unscopedStatus ?? 403) == 403 ? .denies : .wantsCredentials(status: status)
        } else if let status = evidence.authorizedStatus, [401, 403].contains(status) {
            let isAdmitted = evidence.unscopedStatus.map { (200..<300).contains($0) } ?? false
            self = status == 403 && !isAdmitted ? .denies : .wantsCredentials(status: status)
        } else {
            return nil
        }
    }
}

extension RegistryEvidence {
    /// Forbidden at the first request, without a challenge to answer.
    var isDeniedAtOnce: Bool { answer?.status == 403 && tokenRealm == nil }
}

extension HostName {
    /// Microsoft's own, which gives its images to everybody.
    var isPublicRegistry: Bool { description == "mcr.microsoft.com" }
}
