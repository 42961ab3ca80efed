import CLinux
import Glibc
package import ProbeCore
import Synchronization

/// What a run cannot do without, tried before anything depends on it: the runtimes of this process end it, or wait for ever,
/// where a thread or a descriptor is refused.
package enum StartReserve {
    /// What is missing.
    package enum Shortage: Error, Hashable, Sendable, CustomStringConvertible {
        /// Fewer than so many descriptors can be opened besides those that are open already (RLIMIT_NOFILE).
        case descriptors(Int)
        /// Fewer than so many threads can be started (RLIMIT_NPROC, a control group's pids.max).
        case threads(Int)
        /// Fewer than so many bytes can be mapped (RLIMIT_AS).
        case memory(Int)
        /// /proc is missing, or belongs to another PID namespace.
        case processes
        /// A call that the runtimes make at once is forbidden, as a sandbox's filter does (seccomp(2)).
        case call(String)
        /// A stack may have fewer than so many bytes (RLIMIT_STACK).
        case stack(Int)
        /// /dev/null cannot be opened, and what is started gets no input from it and leaves its complaints there.
        case nullDevice

        package var description: String { sentence.english }

        package var sentence: Sentence {
            switch self {
            case .descriptors(let count):
                "fewer than \(count) files more can be opened; a higher limit is needed (ulimit -n, LimitNOFILE=)."
            case .threads(let count):
                """
                fewer than \(count) threads can be started; a higher limit is needed (ulimit -u, TasksMax=, or the control \
                group's pids.max).
                """
            case .memory(let bytes):
                "fewer than \(bytes >> 20) MiB of address space are left; a higher limit is needed (ulimit -v)."
            case .processes:
                "/proc is missing, or another PID namespace's; it has to be mounted (mount -t proc proc /proc)."
            case .call(let name):
                """
                the system call \(verbatim: name) is forbidden here, as a sandbox does; one that allows it is needed (a newer \
                container engine, or another seccomp profile).
                """
            case .stack(let bytes):
                "a stack may have fewer than \(bytes >> 10) KiB; a higher limit is needed (ulimit -s, LimitSTACK=)."
            case .nullDevice:
                "/dev/null is missing, or cannot be opened; it has to be there (mknod -m 666 /dev/null c 1 3)."
            }
        }
    }

    /// Those of the parent, of a worker for the host and of what reads the rules.
    private static let threads = 30
    /// A connection for every port of a service and way there is, with what the run itself holds.
    private static let descriptors = 48
    /// What a worker more takes: its own, which grow with the processors, those of this process that wait for it, and those of
    /// whoever reads the rules meanwhile.
    private static let threadsOfWorker = 9 + min(8, max(2, sysconf(CInt(_SC_NPROCESSORS_ONLN))))
    /// Its namespace, three pipes with both ends until it runs, and what tells of its start and of its end.
    private static let descriptorsOfWorker = 12
    /// Where so many can be started there is room for any number of workers; trying more costs every start its time.
    private static let mostThreads = threads + 10 * 12
    private static let threadsAtStart = Atomic(mostThreads)
    private static let memory = 512 << 20
    /// What the main thread takes until others do the work, several times over.
    private static let stack = 128 << 10

    /// Of those without which the runtimes end the process, or start no thread; a kernel that does not know clone3(2) is asked for
    /// clone(2) instead.
    private static var forbiddenCall: String? {
        for name in ["epoll_create1", "eventfd2", "timerfd_create"] {
            let isTimer = name == "timerfd_create"
            let error = unsafe CLinux_try_call(CLinux_call_number(name), isTimer ? Int(CLOCK_MONOTONIC) : 0, 0, 0, 0, 0)
            if error != 0 { return name }
        }
        // Of no size at all it starts nothing: EINVAL where it may be called.
        return unsafe CLinux_try_call(CLinux_call_number("clone3"), 0, 0, 0, 0, 0) == EPERM ? "clone3" : nil
    }

    /// Tries all of it; nothing of it is kept but how many threads there can be.
    package static func check() throws(Shortage) {
        _ = try? ProcessSettings.raiseDescriptorLimit()
        guard holdsDescriptors(descriptors) else { throw .descriptors(descriptors) }
        guard Folder.target(ofLink: "/proc/self") == String(getpid()) else { throw .processes }
        guard opensNullDevice() else { throw .nullDevice }
        guard CLinux_widen_stacks(stack) == 1 else { throw .stack(stack) }
        guard mapsMemory(memory) else { throw .memory(memory) }
        if let call = forbiddenCall { throw .call(call) }
        let started = startableThreads(atMost: mostThreads)
        guard started >= threads else { throw .threads(threads) }
        threadsAtStart.store(started, ordering: .relaxed)
    }

    /// How many workers there is room for beside the first, whose needs were tried at the start: what each takes of this process's
    /// descriptors and of the threads that all of them may have together.
    ///
    /// - Parameter wanted: no more than that.
    /// - Returns: how many.
    package static func furtherWorkers(atMost wanted: Int) -> Int {
        let threads = threadsAtStart.load(ordering: .relaxed)
        let byThreads = threads < mostThreads ? (threads - Self.threads) / threadsOfWorker : wanted
        let byDescriptors = freeDescriptors.map { ($0 - descriptors / 2) / descriptorsOfWorker } ?? wanted
        return max(0, min(wanted, byThreads, byDescriptors))
    }

    /// Keeps a process from being started that would run out of descriptors half way, where the library that does it ends this
    /// one.
    package static func requireDescriptorsOfProcess() throws(SystemCallError) {
        guard freeDescriptors.map({ $0 >= descriptorsOfWorker }) ?? true else {
            throw SystemCallError(call: "pipe2", code: EMFILE)
        }
    }

    /// How many this process can open besides those that it has open; nothing where it cannot know.
    private static var freeDescriptors: Int? {
        guard let limit = try? ProcessSettings.raiseDescriptorLimit(), let open = try? Folder.names(in: "/proc/self/fd")
        else { return nil }
        return limit - open.count
    }

    static func holdsDescriptors(_ count: Int) -> Bool {
        var held: [CInt] = []
        defer { for number in held { close(number) } }
        while held.count < count {
            let number = unsafe open("/", CLinux_path_only | O_CLOEXEC)
            guard number >= 0 else { return false }
            held.append(number)
        }
        return true
    }

    static func opensNullDevice(at path: String = "/dev/null") -> Bool {
        let number = unsafe open(path, O_RDWR | O_CLOEXEC)
        guard number >= 0 else { return false }
        close(number)
        return true
    }

    static func mapsMemory(_ size: Int) -> Bool {
        guard let start = unsafe mmap(nil, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0),
            unsafe start != MAP_FAILED
        else { return false }
        _ = unsafe munmap(start, size)
        return true
    }

    /// All at once, because a limit counts those that live.
    static func startableThreads(atMost most: Int) -> Int { Int(CLinux_count_threads(CInt(most))) }
}
