//! A new migration has to be embedded, though no Rust file changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}
