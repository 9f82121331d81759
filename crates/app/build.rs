//! The interface is embedded when the binary is built: a newer one needs a new build.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
