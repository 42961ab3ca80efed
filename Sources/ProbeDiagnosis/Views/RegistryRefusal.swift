import ProbeCore
import ProbeEvidence

/// A registry's no: to somebody without credentials, or to whoever asks from here.
enum RegistryRefusal: Hashable {
    /// 401, or 403 for a repository that is not given to everybody: with credentials it may be given.
    case wantsCredentials(status: Int)
    /// 401 in spite of the deployment's credentials: they are not known, or give no right to the repository.
    case refusesCredentials(isAccountKnown: Bool)
    /// 403 whatever is asked for, or with the deployment's credentials.
    case denies

    /// Nothing where the registry gave what it was asked for, or did not come to an answer.
    init?(_ evidence: RegistryEvidence) {
        let statuses = [evidence.tokenStatus, evidence.authorizedStatus].compactMap(\.self)
        if evidence.isDeniedAtOnce {
            self = .denies
        } else if evidence.credentials == .sent, statuses.contains(401) {
            self = .refusesCredentials(isAccountKnown: evidence.tokenStatus == 200)
        } else if evidence.credentials == .sent, statuses.contains(403) {
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
    /// Too many requests (RFC 6585 section 4), whichever of them was answered so.
    var isLimited: Bool { statuses.contains(429) }

    /// It gave no more for a while, or is in trouble: what it would give otherwise was not seen.
    var isUnsettled: Bool { statuses.contains(where: Self.isUnsettled) }

    /// Where blobs come from was learned: another host, or the registry itself, which gave one.
    var knowsWhereBlobsAre: Bool { dataEndpoint != nil || (blobStatus.map { (200..<300).contains($0) } ?? false) }

    private var statuses: [Int] { [answer?.status, tokenStatus, authorizedStatus, blobStatus].compactMap(\.self) }

    /// What it refuses, it refuses to the deployment as well: the credentials are those that it has.
    var isAskedAsTheDeployment: Bool { credentials == .sent || (credentials == .held && isDeniedAtOnce) }

    /// Forbidden at the first request, without a challenge to answer.
    var isDeniedAtOnce: Bool { answer?.status == 403 && tokenRealm == nil }
}
