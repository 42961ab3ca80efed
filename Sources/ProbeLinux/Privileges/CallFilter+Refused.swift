extension CallFilter {
    /// The calls that a role never has reason for, whatever their arguments.
    static func refused(to role: ProcessRole) -> [String] {
        role == .netfilter ? everybodys : everybodys + ofWorkers
    }

    /// Nobody's whom the run starts.
    private static let everybodys = [
        // Other processes, and their memory.
        "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "process_mrelease", "kcmp", "pidfd_getfd",
        // Mounts, roots and namespaces.
        "mount", "umount2", "pivot_root", "chroot", "move_mount", "open_tree", "open_tree_attr", "fsopen", "fsconfig",
        "fsmount", "fspick", "mount_setattr", "setns", "unshare", "open_by_handle_at", "name_to_handle_at", "mknod",
        "mknodat", "fanotify_init", "fanotify_mark", "quotactl", "quotactl_fd", "swapon", "swapoff", "acct",
        // The kernel itself, and what its faults were often found in.
        "perf_event_open", "userfaultfd", "io_uring_setup", "io_uring_enter", "io_uring_register", "add_key",
        "request_key", "keyctl", "init_module", "finit_module", "delete_module", "kexec_load", "kexec_file_load",
        "reboot", "syslog", "vhangup", "personality", "iopl", "ioperm", "modify_ldt", "mbind", "set_mempolicy",
        "migrate_pages", "move_pages",
        // The machine's clock and names.
        "settimeofday", "clock_settime", "clock_adjtime", "adjtimex", "sethostname", "setdomainname",
        // Another user, and other rights.
        "setuid", "setgid", "setreuid", "setregid", "setresuid", "setresgid", "setfsuid", "setfsgid", "setgroups",
        "capset",
    ]

    /// Those of processes that start none, signal none, and ask for no programs of the kernel's.
    private static let ofWorkers = [
        "execve", "execveat", "fork", "vfork", "tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "pidfd_open",
        "pidfd_send_signal", "bpf",
    ]
}
