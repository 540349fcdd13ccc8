//! People, requests, orders, products: types, rules, lifecycles.
