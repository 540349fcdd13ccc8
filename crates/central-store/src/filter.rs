//! Searches whose conditions depend on what was asked: put together from fixed texts of this crate, with every value
//! as a parameter.

use crate::{Value, value::IntoValue};

/// Conditions joined by AND, with their parameters.
pub struct Filter {
    sql: String,
    params: Vec<Value>,
}

impl Filter {
    /// Begins with a statement that ends in a condition, and its parameters.
    pub fn new(sql: &'static str, params: Vec<Value>) -> Self {
        Self { sql: sql.to_owned(), params }
    }

    /// Adds a text as it is.
    pub fn add(&mut self, sql: &'static str) {
        self.sql.push_str(sql);
    }

    /// Adds a value as the next parameter.
    pub fn value(&mut self, value: impl IntoValue) {
        self.params.push(value.into_value());
        self.sql.push('$');
        self.sql.push_str(&self.params.len().to_string());
    }

    /// `AND <text> <value>`, where there is a value.
    pub fn and_if<T: IntoValue>(&mut self, sql: &'static str, value: Option<T>) {
        if let Some(value) = value {
            self.add(" AND ");
            self.add(sql);
            self.value(value);
        }
    }

    /// `(<value>, <value>, …)`; a list without members matches nothing.
    pub fn list<T: IntoValue>(&mut self, values: impl IntoIterator<Item = T>) {
        self.add("(NULL");
        for value in values {
            self.add(", ");
            self.value(value);
        }
        self.add(")");
    }

    /// `<column> >= <text> AND <column> < <the first text after all that begin with it>`.
    pub fn begins(&mut self, column: &'static str, text: &str) {
        self.add(column);
        self.add(" >= ");
        self.value(text);
        self.add(" AND ");
        self.add(column);
        self.add(" < ");
        self.value(format!("{text}\u{10FFFF}"));
    }

    /// Statement and parameters.
    pub fn into_parts(self) -> (String, Vec<Value>) {
        (self.sql, self.params)
    }
}
