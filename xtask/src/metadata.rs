//! What `cargo metadata` says, as far as the chores ask.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};

use serde::Deserialize;

/// The workspace and all it is made of.
#[derive(Debug, Deserialize)]
pub struct Metadata {
    pub packages: Vec<Package>,
    pub workspace_members: Vec<String>,
    pub resolve: Option<Resolve>,
    pub target_directory: PathBuf,
}

/// A crate as its manifest describes it.
#[derive(Debug, Deserialize)]
pub struct Package {
    pub id: String,
    pub name: String,
    pub rust_version: Option<String>,
    /// The native library it links.
    pub links: Option<String>,
    pub dependencies: Vec<Dependency>,
    pub features: BTreeMap<String, Vec<String>>,
}

/// A line of a manifest's dependencies.
#[derive(Debug, Deserialize)]
pub struct Dependency {
    pub name: String,
    /// `None` is an ordinary one; else `dev` or `build`.
    pub kind: Option<String>,
}

/// What cargo made of all the manifests.
#[derive(Debug, Deserialize)]
pub struct Resolve {
    pub nodes: Vec<Node>,
}

/// A crate and those it needs.
#[derive(Debug, Deserialize)]
pub struct Node {
    pub id: String,
    pub dependencies: Vec<String>,
}

impl Metadata {
    /// Our own crates.
    pub fn members(&self) -> impl Iterator<Item = &Package> {
        self.packages.iter().filter(|package| self.workspace_members.contains(&package.id))
    }

    /// The compiler that the product wants. The chores themselves are content with an older one, to say so.
    pub fn rust_version(&self) -> Option<&str> {
        let product = self.members().find(|package| package.name == "sportello");
        product.and_then(|package| package.rust_version.as_deref())
    }

    /// `member/feature` for every member that has this feature.
    pub fn members_with_feature(&self, feature: &str) -> Vec<String> {
        let having = self.members().filter(|package| package.features.contains_key(feature));
        having.map(|package| format!("{}/{feature}", package.name)).collect()
    }

    /// Everything a crate needs, directly or not (tests' needs included).
    pub fn closure(&self, name: &str) -> BTreeSet<&str> {
        let nodes: BTreeMap<&str, &Node> = self
            .resolve
            .iter()
            .flat_map(|resolve| &resolve.nodes)
            .map(|node| (node.id.as_str(), node))
            .collect();
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = self
            .packages
            .iter()
            .filter(|package| package.name == name)
            .map(|package| package.id.as_str())
            .collect();
        while let Some(id) = open.pop() {
            if found.insert(id) {
                open.extend(
                    nodes.get(id).iter().flat_map(|node| node.dependencies.iter().map(String::as_str)),
                );
            }
        }
        found
    }
}
