//! Serves an API server on loopback until it is interrupted: `serve [DIRECTORY] [ADDRESS] [KUBECONFIG]`.
//!
//! Without a directory (or with `-`) objects are kept in memory.

use std::error::Error;
use std::path::Path;

use openchoreo_apiserver::{ApiServer, Options, StoreLocation};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |index: usize, default: &str| arguments.get(index).cloned().unwrap_or_else(|| default.to_owned());
    let store = match argument(0, "-").as_str() {
        "-" => StoreLocation::Memory,
        directory => StoreLocation::Dir(directory.into()),
    };
    let server = ApiServer::open(Options { store, ..Options::default() }).await?;
    let listening = server.listen(argument(1, "127.0.0.1:0").parse()?).await?;
    let kubeconfig = argument(2, "kubeconfig");
    listening.write_kubeconfig(Path::new(&kubeconfig))?;
    eprintln!("serving on https://{}; try kubectl --kubeconfig {kubeconfig} get namespaces", listening.addr);
    tokio::signal::ctrl_c().await?;
    server.close().await?;
    listening.shutdown().await;
    Ok(())
}
