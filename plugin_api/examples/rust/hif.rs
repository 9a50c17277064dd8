// SPDX-License-Identifier: MIT
//! The part of the interface that the example needs, in Rust's words: `hif/types.h`, `call.h`,
//! `batch.h`, `prototype.h`, `transformer.h` and `entry.h` of ABI 1.1, field by field.
#![allow(dead_code)]

use std::os::raw::c_void;

pub const ABI_MINOR: u32 = 1;
pub const OK: i32 = 0;
pub const INVALID_ARGUMENT: i32 = -2;
pub const INTERNAL: i32 = -13;

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Str {
    pub data: *const u8,
    pub size: u64,
}

impl Str {
    pub const EMPTY: Str = Str { data: std::ptr::null(), size: 0 };
    pub const fn new(text: &'static str) -> Str {
        Str { data: text.as_ptr(), size: text.len() as u64 }
    }
    pub fn of(text: &str) -> Str {
        Str { data: text.as_ptr(), size: text.len() as u64 }
    }
    /// Valid as long as what it borrows from.
    pub unsafe fn bytes<'a>(self) -> &'a [u8] {
        if self.size == 0 { &[] } else { std::slice::from_raw_parts(self.data, self.size as usize) }
    }
}

#[repr(C)]
pub struct Call {
    pub struct_size: u32,
    pub flags: u32,
    pub caller_data: *mut c_void,
    pub deadline_ns: i64,
    pub is_cancelled: extern "C" fn(*const Call) -> i32,
    pub fail: extern "C" fn(*const Call, i32, Str, Str) -> i32,
    pub retry_after: extern "C" fn(*const Call, i64),
    pub progress: extern "C" fn(*const Call, u64, u64, Str),
    pub count: extern "C" fn(*const Call, i32, u64),
    pub preview: extern "C" fn(*const Call, Str),
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct Record {
    pub json: Str,
    pub entity: Str,
    pub key: Str,
    pub event_time_us: i64,
    pub source: u64,
    pub op: u32,
    pub reserved: u32,
}

#[repr(C)]
pub struct Batch {
    pub struct_size: u32,
    pub stride: u32,
    pub records: *const c_void,
    pub count: u64,
    pub checkpoint: Str,
    pub release: Option<extern "C" fn(*mut Batch)>,
    pub producer_data: *mut c_void,
}

impl Batch {
    /// The producer's records may be longer than ours: `stride` says by how much.
    pub unsafe fn record(&self, index: u64) -> Record {
        let at = (self.records as *const u8).add((index * self.stride as u64) as usize);
        *(at as *const Record)
    }
}

pub enum Host {}
pub enum ClientRef {}

#[repr(C)]
pub struct RejectSink {
    pub struct_size: u32,
    pub reserved: u32,
    pub host_data: *mut c_void,
    pub push: extern "C" fn(*const RejectSink, u64, i32, Str, Str),
}

/// `I` stands for the package's own instance type.
#[repr(C)]
pub struct Transformer<I> {
    pub struct_size: u32,
    pub reserved: u32,
    pub transform:
        extern "C" fn(*mut I, *const Call, *const Batch, *mut Batch, *const RejectSink) -> i32,
}

#[repr(C)]
pub struct Prototype<I> {
    pub struct_size: u32,
    pub reserved: u32,
    pub id: Str,
    pub kind: Str,
    pub table: *const Transformer<I>,
    pub validate: extern "C" fn(*const Prototype<I>, *const Call, *const Host, Str) -> i32,
    pub create: extern "C" fn(
        *const Prototype<I>, *const Call, *const Host, *const ClientRef, Str, *mut *mut I,
    ) -> i32,
    pub destroy: extern "C" fn(*mut I),
    pub get_extension: extern "C" fn(*mut I, Str) -> *const c_void,
}

#[repr(C)]
pub struct Entry<I> {
    pub struct_size: u32,
    pub abi_minor: u32,
    pub package_id: Str,
    pub package_version: Str,
    pub init: extern "C" fn(*const Call, *const Host, Str) -> i32,
    pub deinit: extern "C" fn(),
    pub prototype: extern "C" fn(u32) -> *const Prototype<I>,
}

// Tables of constants: nobody writes to them.
unsafe impl<I> Sync for Transformer<I> {}
unsafe impl<I> Sync for Prototype<I> {}
unsafe impl<I> Sync for Entry<I> {}
