//! Developer chores, one command each: `cargo xtask run`, `test`, `bench`, `tidy`, `codegen`.
//!
//! Knows: the tools around the product (cargo, npm, apt, WebDriver's surroundings) and the order in which they are
//! called.
//!
//! Must never know: anything of the product's own code; it must build on a machine where nothing is installed yet.

#![expect(clippy::print_stdout, reason = "what a chore says goes to the terminal")]

mod bench;
mod codegen;
mod deny;
mod fault;
mod house;
mod judges;
mod metadata;
mod packages;
mod page;
mod programs;
mod run;
mod stamp;
mod steps;
mod test;
mod tidy;
mod tool;
mod versions;

use std::process::ExitCode;

use crate::{fault::Outcome, house::House};

const USAGE: &str = "\
usage: cargo xtask COMMAND

  run [--yes] [--data DIR]           set everything up, start the centre, open the window
  run --headless [--seed N] [--images FRONT [BACK]] [--data DIR] [--yes]
                                     the main job through the same use cases, without a window
  test [--only STEP | --from STEP] [--list] [--yes]
                                     everything that has to pass
  bench [window] [camera] [report] [certificates] [card] [--dev] [--yes]
                                     how fast, beside a peer and a limit
  bench documents [--samples DIR] [--yes]
                                     how well documents are read, beside other readers
  tidy                               directions between crates, lengths, words
  codegen                            write the UI's bindings anew
";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    match chore(&command, &arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            println!("\n{fault}");
            ExitCode::FAILURE
        }
    }
}

fn chore(command: &str, arguments: &[String]) -> Outcome {
    let house = House::find()?;
    match command {
        "run" => run::run(&house, arguments),
        "test" => test::test(house, arguments),
        "bench" => bench::bench(&house, arguments),
        "tidy" => tidy::tidy(&house),
        "codegen" => codegen::codegen(&house),
        _ => Err(fault::Fault::new(USAGE)),
    }
}
