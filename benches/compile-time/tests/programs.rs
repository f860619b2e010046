//! Builds and runs generated programs that need nothing but the standard library; the binary's
//! `--verify` does the same for the frameworks.

use purlin_bench_compile_time::arguments::Arguments;
use purlin_bench_compile_time::mode::Mode;
use purlin_bench_compile_time::verify::verify;

#[test]
fn programs_wired_by_hand_compute_what_follows_from_their_graph() {
    let arguments = Arguments {
        // A size of its own, so that no project of a running benchmark is touched.
        sizes: vec![12],
        modes: vec![Mode::Hand, Mode::HandDyn],
        ..Arguments::default()
    };
    let mut progress = Vec::new();
    let agreed = verify(&arguments, &mut progress).unwrap();
    assert_eq!(agreed, 4, "{}", String::from_utf8_lossy(&progress));
}
