//! On Windows a child stands in a job object of its host: it ends with it, however the host ends, and its pages leave
//! memory beyond the limit. Elsewhere the child limits itself.

use std::io::Error;
use std::process::Child;

#[cfg(windows)]
pub struct Job {
    /// Closing it ends what is in it.
    _held: win32job::Job,
}

#[cfg(windows)]
impl Job {
    pub fn of(child: &Child, memory: u64) -> Result<Self, Error> {
        use std::os::windows::io::AsRawHandle;

        let most = usize::try_from(memory).unwrap_or(usize::MAX);
        let mut limits = win32job::ExtendedLimitInfo::new();
        limits
            .limit_kill_on_job_close()
            .limit_working_memory(LEAST.min(most), most)
            .limit_priority_class(win32job::PriorityClass::BelowNormal);
        let job = win32job::Job::create_with_limit_info(&limits).map_err(Error::other)?;
        job.assign_process(child.as_raw_handle() as isize).map_err(Error::other)?;
        Ok(Self { _held: job })
    }
}

/// The working set that a job grants in any case.
#[cfg(windows)]
const LEAST: usize = 1 << 20;

#[cfg(not(windows))]
pub struct Job;

#[cfg(not(windows))]
impl Job {
    #[expect(clippy::unnecessary_wraps, reason = "fails on Windows")]
    pub fn of(_: &Child, _: u64) -> Result<Self, Error> {
        Ok(Self)
    }
}
