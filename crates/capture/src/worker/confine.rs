//! What a worker may not: limits it takes upon itself at its start, and all that it gives up once it has what it needs,
//! before the first foreign byte is interpreted.
//!
//! | | memory | processor | files, network | other programs |
//! |---|---|---|---|---|
//! | Linux | address space | seconds | none (no descriptors, seccomp) | none (seccomp) |
//! | macOS | watched by itself | seconds | none (no descriptors) | not limited |
//! | Windows | watched by itself, working set by its job | time by the host | not limited | not limited |

use std::io::Error;

use super::ProcessLimits;

/// No more memory and processor time than given; no file written, no memory dumped.
pub fn at_start(limits: ProcessLimits) -> Result<(), Error> {
    #[cfg(unix)]
    unix::at_start(limits)?;
    #[cfg(not(target_os = "linux"))]
    watch::memory(limits.memory)?;
    #[cfg(target_os = "linux")]
    let _ = limits;
    Ok(())
}

/// From here on only what is open already can be read and written: the request and its answer.
#[cfg_attr(windows, expect(clippy::unnecessary_wraps, reason = "fails elsewhere"))]
pub fn before_foreign_bytes() -> Result<(), Error> {
    #[cfg(unix)]
    rlimit::Resource::NOFILE.set(0, 0)?;
    #[cfg(target_os = "linux")]
    linux::refuse_system_calls()?;
    Ok(())
}

#[cfg(unix)]
mod unix {
    use rlimit::Resource;

    use super::{Error, ProcessLimits};

    pub fn at_start(limits: ProcessLimits) -> Result<(), Error> {
        Resource::CORE.set(0, 0)?;
        Resource::FSIZE.set(0, 0)?;
        Resource::CPU.set(limits.seconds, limits.seconds)?;
        // Taken and not kept on macOS, where the watch below stands in for it.
        let memory = Resource::AS.set(limits.memory, limits.memory);
        if cfg!(target_os = "linux") { memory } else { Ok(()) }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeMap;
    use std::io::Error;

    use seccompiler::{BpfProgram, SeccompAction, SeccompFilter, TargetArch};

    /// What no decoder needs. A kernel or an architecture without this guard leaves the other limits in force.
    pub fn refuse_system_calls() -> Result<(), Error> {
        let Ok(architecture) = TargetArch::try_from(std::env::consts::ARCH) else { return Ok(()) };
        let refused: BTreeMap<i64, Vec<_>> = refused().map(|call| (call, Vec::new())).collect();
        let denied = SeccompAction::Errno(libc::EPERM.unsigned_abs());
        let filter = SeccompFilter::new(refused, SeccompAction::Allow, denied, architecture)
            .and_then(BpfProgram::try_from)
            .map_err(Error::other)?;
        // Also takes away the right to gain privileges, on all threads there are and will be.
        match seccompiler::apply_filter_all_threads(&filter) {
            Err(seccompiler::Error::Seccomp(error) | seccompiler::Error::Prctl(error))
                if matches!(error.raw_os_error(), Some(libc::ENOSYS | libc::EINVAL)) =>
            {
                Ok(())
            }
            done => done.map_err(Error::other),
        }
    }

    fn refused() -> impl Iterator<Item = i64> {
        let network = [
            libc::SYS_socket,
            libc::SYS_socketpair,
            libc::SYS_connect,
            libc::SYS_bind,
            libc::SYS_listen,
            libc::SYS_accept4,
            libc::SYS_sendto,
            libc::SYS_sendmsg,
        ];
        let programs = [
            libc::SYS_execve,
            libc::SYS_execveat,
            libc::SYS_ptrace,
            libc::SYS_process_vm_readv,
            libc::SYS_process_vm_writev,
            libc::SYS_kill,
            libc::SYS_unshare,
            libc::SYS_setns,
        ];
        let files = [
            libc::SYS_openat2,
            libc::SYS_unlinkat,
            libc::SYS_renameat2,
            libc::SYS_mkdirat,
            libc::SYS_linkat,
            libc::SYS_symlinkat,
            libc::SYS_fchmodat,
            libc::SYS_fchownat,
            libc::SYS_mount,
            libc::SYS_chroot,
        ];
        let kernel = [
            libc::SYS_bpf,
            libc::SYS_perf_event_open,
            libc::SYS_io_uring_setup,
            libc::SYS_userfaultfd,
            libc::SYS_add_key,
            libc::SYS_request_key,
            libc::SYS_keyctl,
            libc::SYS_init_module,
            libc::SYS_finit_module,
        ];
        network.into_iter().chain(programs).chain(files).chain(kernel)
    }
}

/// Where no limit of the system holds memory: the worker looks at itself and ends.
#[cfg(not(target_os = "linux"))]
mod watch {
    use std::io::Error;
    use std::time::Duration;

    /// As for one that ran into a limit of the system: the host sees a child that died.
    const OVER: i32 = 4;
    const EVERY: Duration = Duration::from_millis(10);

    pub fn memory(limit: u64) -> Result<(), Error> {
        let taken = || -> u64 {
            let Some(stats) = memory_stats::memory_stats() else { return 0 };
            // Address space is reserved in gigabytes on macOS; on Windows this counts what is committed.
            (if cfg!(windows) { stats.virtual_mem } else { stats.physical_mem }) as u64
        };
        let watch = move || {
            while taken() <= limit {
                std::thread::sleep(EVERY);
            }
            std::process::exit(OVER);
        };
        std::thread::Builder::new().name("memory".to_owned()).spawn(watch).map(|_| ())
    }
}
