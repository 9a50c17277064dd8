// SPDX-License-Identifier: MIT
//! A package in Rust: the transformer "redact.transformer" blanks out e-mail addresses. A record
//! without one goes on as it lies in the batch before, and is not copied.

mod hif;

use hif::*;
use std::mem::size_of;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};
use std::ptr;

pub struct Redactor {
    with: String,
}

/// The new batch and all that its slices point to.
struct Made {
    records: Vec<Record>,
    _texts: Vec<Vec<u8>>,
}

fn part_of_address(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte)
}

/// `json` with every address replaced; nothing when there is none. An address holds neither quotes
/// nor backslashes, so what stands around it stays JSON.
fn redacted(json: &[u8], with: &str) -> Option<Vec<u8>> {
    let mut made = Vec::new();
    let mut copied = 0;
    for at in 0..json.len() {
        if json[at] != b'@' || at < copied {
            continue;
        }
        let name = json[copied..at].iter().rev().take_while(|b| part_of_address(**b)).count();
        let domain = json[at + 1..].iter().take_while(|b| part_of_address(**b)).count();
        if name == 0 || !json[at + 1..at + 1 + domain].contains(&b'.') {
            continue;
        }
        made.extend_from_slice(&json[copied..at - name]);
        made.extend_from_slice(with.as_bytes());
        copied = at + 1 + domain;
    }
    if copied == 0 {
        return None;
    }
    made.extend_from_slice(&json[copied..]);
    Some(made)
}

/// A panic must not cross the boundary: it becomes a status and a message.
fn guarded(call: *const Call, body: impl FnOnce() -> i32) -> i32 {
    catch_unwind(AssertUnwindSafe(body)).unwrap_or_else(|_| {
        let why = Str::new("redact: a defect in the package (panic)");
        unsafe { ((*call).fail)(call, INTERNAL, why, Str::EMPTY) }
    })
}

extern "C" fn release(batch: *mut Batch) {
    unsafe {
        drop(Box::from_raw((*batch).producer_data as *mut Made));
        (*batch).release = None;
    }
}

extern "C" fn transform(
    this: *mut Redactor, call: *const Call, input: *const Batch, out: *mut Batch,
    _rejects: *const RejectSink,
) -> i32 {
    guarded(call, || unsafe {
        let mut made = Made { records: Vec::new(), _texts: Vec::new() };
        for source in 0..(*input).count {
            let mut record = (*input).record(source);
            record.source = source;
            if let Some(text) = redacted(record.json.bytes(), &(*this).with) {
                record.json = Str { data: text.as_ptr(), size: text.len() as u64 };
                made._texts.push(text);
            }
            made.records.push(record);
        }
        let made = Box::new(made);
        *out = Batch {
            struct_size: size_of::<Batch>() as u32,
            stride: size_of::<Record>() as u32,
            records: made.records.as_ptr() as *const c_void,
            count: made.records.len() as u64,
            checkpoint: Str::EMPTY,
            release: Some(release),
            producer_data: Box::into_raw(made) as *mut c_void,
        };
        OK
    })
}

/// The value of `"with"` in a configuration that passed the form, which allows no escapes in it.
fn with_of(config: &str) -> String {
    let value = config.split("\"with\":\"").nth(1).and_then(|rest| rest.split('"').next());
    value.unwrap_or("***").to_string()
}

extern "C" fn validate(
    _: *const Prototype<Redactor>, call: *const Call, _: *const Host, config: Str,
) -> i32 {
    guarded(call, || unsafe {
        match std::str::from_utf8(config.bytes()) {
            Ok(text) if !with_of(text).contains('@') => OK,
            _ => {
                let why = Str::new("/with: what stands for an address must not hold an @");
                ((*call).fail)(call, INVALID_ARGUMENT, why, Str::EMPTY)
            }
        }
    })
}

extern "C" fn create(
    this: *const Prototype<Redactor>, call: *const Call, host: *const Host, _: *const ClientRef,
    config: Str, out: *mut *mut Redactor,
) -> i32 {
    let status = validate(this, call, host, config);
    if status != OK {
        return status;
    }
    guarded(call, || unsafe {
        let text = std::str::from_utf8_unchecked(config.bytes()); // validate() has looked
        *out = Box::into_raw(Box::new(Redactor { with: with_of(text) }));
        OK
    })
}

extern "C" fn destroy(instance: *mut Redactor) {
    unsafe { drop(Box::from_raw(instance)) }
}

extern "C" fn get_extension(_: *mut Redactor, _: Str) -> *const c_void {
    ptr::null()
}

extern "C" fn init(_: *const Call, _: *const Host, _: Str) -> i32 {
    OK
}
extern "C" fn deinit() {}

static TABLE: Transformer<Redactor> = Transformer {
    struct_size: size_of::<Transformer<Redactor>>() as u32,
    reserved: 0,
    transform,
};

static PROTOTYPE: Prototype<Redactor> = Prototype {
    struct_size: size_of::<Prototype<Redactor>>() as u32,
    reserved: 0,
    id: Str::new("redact.transformer"),
    kind: Str::new("hif.transformer/1"),
    table: &TABLE,
    validate,
    create,
    destroy,
    get_extension,
};

extern "C" fn prototype(index: u32) -> *const Prototype<Redactor> {
    if index == 0 { &PROTOTYPE } else { ptr::null() }
}

static ENTRY: Entry<Redactor> = Entry {
    struct_size: size_of::<Entry<Redactor>>() as u32,
    abi_minor: ABI_MINOR,
    package_id: Str::new("redact"),
    package_version: Str::new("1.0.0"),
    init,
    deinit,
    prototype,
};

#[no_mangle]
pub extern "C" fn hif_entry_v1(_host_abi_minor: u32) -> *const Entry<Redactor> {
    &ENTRY
}
