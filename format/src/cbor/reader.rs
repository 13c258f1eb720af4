use core::fmt;

use super::{CborError, CborFault, MAX_DEPTH, major};

/// A cursor over deterministic CBOR. Every call reads one head or one whole item and moves on.
#[derive(Clone)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

/// A map that is being read: how many entries are left, and the last key, for the order of keys.
#[derive(Clone)]
pub struct Map<'a> {
    entries_left: u64,
    last_key: &'a [u8],
}

#[derive(Clone, Copy)]
struct Head {
    major: u8,
    value: u64,
    at: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the first byte.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// The offset of the next item.
    #[must_use]
    pub const fn position(&self) -> usize {
        self.at
    }

    /// Reads an unsigned integer.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn unsigned(&mut self) -> Result<u64, CborError> {
        Ok(self.expect(major::UNSIGNED)?.value)
    }

    /// Reads an integer of either sign that fits 64 bits with its sign.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn integer(&mut self) -> Result<i64, CborError> {
        let head = self.head()?;
        let value = i64::try_from(head.value).map_err(|_| CborError {
            fault: CborFault::WrongType,
            at: head.at,
        })?;
        match head.major {
            major::UNSIGNED => Ok(value),
            major::NEGATIVE => Ok(-1 - value),
            _ => Err(CborError {
                fault: CborFault::WrongType,
                at: head.at,
            }),
        }
    }

    /// Reads a byte string.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn bytes(&mut self) -> Result<&'a [u8], CborError> {
        let head = self.expect(major::BYTES)?;
        self.take(head.value, head.at)
    }

    /// Reads a byte string of exactly `N` bytes.
    ///
    /// # Errors
    /// When the next item is not one, has another length, or breaks a rule of SPEC §3.
    pub fn array_of_bytes<const N: usize>(&mut self) -> Result<[u8; N], CborError> {
        let at = self.at;
        let bytes = self.bytes()?;
        bytes.try_into().map_err(|_| CborError {
            fault: CborFault::WrongType,
            at,
        })
    }

    /// Reads a text string.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn text(&mut self) -> Result<&'a str, CborError> {
        let head = self.expect(major::TEXT)?;
        let bytes = self.take(head.value, head.at)?;
        core::str::from_utf8(bytes).map_err(|_| CborError {
            fault: CborFault::Utf8,
            at: head.at,
        })
    }

    /// Whether the next item is a byte string, without reading it.
    #[must_use]
    pub fn is_bytes_next(&self) -> bool {
        self.peek_major() == Some(major::BYTES)
    }

    /// Whether the next item is an unsigned integer, without reading it.
    #[must_use]
    pub fn is_unsigned_next(&self) -> bool {
        self.peek_major() == Some(major::UNSIGNED)
    }

    /// Reads the null that stands for a detached payload (RFC 9052 §4.2) when it is next, and
    /// says whether it did.
    pub fn take_null(&mut self) -> bool {
        const NULL: u8 = 0xf6;
        let found = self.bytes.get(self.at) == Some(&NULL);
        if found {
            self.at = self.at.saturating_add(1);
        }
        found
    }

    /// Reads the head of an array and gives its length. A length that the bytes left could not
    /// hold is refused at once, so that nobody reserves memory for it.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn array(&mut self) -> Result<u64, CborError> {
        let head = self.expect(major::ARRAY)?;
        self.check_count(head, 1)?;
        Ok(head.value)
    }

    /// Reads the head of a map.
    ///
    /// # Errors
    /// When the next item is not one, or breaks a rule of SPEC §3.
    pub fn map(&mut self) -> Result<Map<'a>, CborError> {
        let head = self.expect(major::MAP)?;
        self.check_count(head, 2)?;
        Ok(Map {
            entries_left: head.value,
            last_key: &[],
        })
    }

    /// Reads exactly this tag (RFC 8949 §3.4).
    ///
    /// # Errors
    /// When the next item is not that tag.
    pub fn tag(&mut self, number: u64) -> Result<(), CborError> {
        let head = self.expect(major::TAG)?;
        if head.value == number {
            Ok(())
        } else {
            Err(CborError {
                fault: CborFault::WrongType,
                at: head.at,
            })
        }
    }

    /// Reads one whole item of any kind that SPEC §3 allows and gives its bytes.
    ///
    /// # Errors
    /// When the item breaks a rule of SPEC §3.
    pub fn item(&mut self) -> Result<&'a [u8], CborError> {
        self.item_inside(0)
    }

    /// As [`Self::item`], inside so many arrays and maps that are being read.
    ///
    /// # Errors
    /// When the item breaks a rule of SPEC §3.
    pub fn item_inside(&mut self, depth: u8) -> Result<&'a [u8], CborError> {
        let start = self.at;
        self.skip(MAX_DEPTH.saturating_sub(depth))?;
        Ok(self.since(start))
    }

    /// Says that nothing may follow.
    ///
    /// # Errors
    /// [`CborFault::Trailing`] when something does.
    pub fn end(&self) -> Result<(), CborError> {
        if self.at == self.bytes.len() {
            Ok(())
        } else {
            Err(CborError {
                fault: CborFault::Trailing,
                at: self.at,
            })
        }
    }

    /// The bytes read since `start`, an offset that [`Self::position`] gave.
    #[must_use]
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or(&[])
    }

    fn peek_major(&self) -> Option<u8> {
        self.bytes.get(self.at).map(|byte| byte >> 5)
    }

    fn expect(&mut self, major: u8) -> Result<Head, CborError> {
        let head = self.head()?;
        if head.major == major {
            Ok(head)
        } else {
            Err(CborError {
                fault: CborFault::WrongType,
                at: head.at,
            })
        }
    }

    fn head(&mut self) -> Result<Head, CborError> {
        let at = self.at;
        let fail = |fault| CborError { fault, at };
        let initial = *self.bytes.get(at).ok_or(fail(CborFault::Truncated))?;
        let (major, info) = (initial >> 5, initial & 0x1f);
        self.at = at.saturating_add(1);
        // The least value that may use each width (RFC 8949 §4.2.1, preferred serialization).
        let (width, least) = match info {
            0..=23 => (0, 0),
            24 => (1, 24),
            25 => (2, 1 << 8),
            26 => (4, 1 << 16),
            27 => (8, 1 << 32),
            31 => return Err(fail(CborFault::Indefinite)),
            _ => return Err(fail(CborFault::Unsupported)),
        };
        if width == 0 {
            return Ok(Head {
                major,
                value: u64::from(info),
                at,
            });
        }
        let value = self
            .take(width, at)?
            .iter()
            .fold(0_u64, |value, byte| (value << 8) | u64::from(*byte));
        if major == major::SIMPLE {
            // One-byte simple values and floats of any width: no body has them.
            return Err(fail(CborFault::Unsupported));
        }
        if value < least {
            return Err(fail(CborFault::NotShortest));
        }
        Ok(Head { major, value, at })
    }

    fn take(&mut self, count: u64, at: usize) -> Result<&'a [u8], CborError> {
        let truncated = CborError {
            fault: CborFault::Truncated,
            at,
        };
        let count = usize::try_from(count).map_err(|_| truncated)?;
        let end = self.at.checked_add(count).ok_or(truncated)?;
        let taken = self.bytes.get(self.at..end).ok_or(truncated)?;
        self.at = end;
        Ok(taken)
    }

    /// A count of items cannot exceed the bytes left: each item has at least one byte.
    fn check_count(&self, head: Head, bytes_each: u64) -> Result<(), CborError> {
        let left = u64::try_from(self.bytes.len().saturating_sub(self.at)).unwrap_or(u64::MAX);
        if head.value.saturating_mul(bytes_each) > left {
            return Err(CborError {
                fault: CborFault::Truncated,
                at: head.at,
            });
        }
        Ok(())
    }

    fn skip(&mut self, depth_left: u8) -> Result<(), CborError> {
        /// `false`, `true` and `null` (RFC 8949 §3.3); the rest of the simple values is unused.
        const SIMPLE_IN_USE: core::ops::RangeInclusive<u64> = 20..=22;
        let head = self.head()?;
        let fail = |fault| CborError { fault, at: head.at };
        match head.major {
            major::UNSIGNED | major::NEGATIVE => Ok(()),
            major::BYTES => self.take(head.value, head.at).map(|_| ()),
            major::TEXT => {
                let bytes = self.take(head.value, head.at)?;
                core::str::from_utf8(bytes)
                    .map(|_| ())
                    .map_err(|_| fail(CborFault::Utf8))
            }
            major::ARRAY => {
                let inner = depth_left.checked_sub(1).ok_or(fail(CborFault::TooDeep))?;
                self.check_count(head, 1)?;
                (0..head.value).try_for_each(|_| self.skip(inner))
            }
            major::MAP => {
                let inner = depth_left.checked_sub(1).ok_or(fail(CborFault::TooDeep))?;
                self.check_count(head, 2)?;
                let mut map = Map {
                    entries_left: head.value,
                    last_key: &[],
                };
                while map.advance(self, |reader| reader.skip(inner))?.is_some() {
                    self.skip(inner)?;
                }
                Ok(())
            }
            major::SIMPLE if SIMPLE_IN_USE.contains(&head.value) => Ok(()),
            _ => Err(fail(CborFault::Unsupported)),
        }
    }
}

impl<'a> Map<'a> {
    /// The next key, an integer; `None` after the last entry. The caller reads the value.
    ///
    /// # Errors
    /// When the key is no integer, does not ascend, or breaks another rule of SPEC §3.
    pub fn next_key(&mut self, reader: &mut Reader<'a>) -> Result<Option<i64>, CborError> {
        self.advance(reader, Reader::integer)
    }

    /// The next key, a text, in any order; `None` after the last entry. For the one map of a
    /// foreign standard that has texts for keys and examples that do not sort them: its reader
    /// refuses repetition.
    ///
    /// # Errors
    /// When the key is no text, or breaks another rule of SPEC §3.
    pub fn next_text_key(&mut self, reader: &mut Reader<'a>) -> Result<Option<&'a str>, CborError> {
        let Some(left) = self.entries_left.checked_sub(1) else {
            return Ok(None);
        };
        self.entries_left = left;
        reader.text().map(Some)
    }

    /// The number of entries not read yet.
    #[must_use]
    pub const fn entries_left(&self) -> u64 {
        self.entries_left
    }

    fn advance<K>(
        &mut self,
        reader: &mut Reader<'a>,
        read: impl FnOnce(&mut Reader<'a>) -> Result<K, CborError>,
    ) -> Result<Option<K>, CborError> {
        let Some(left) = self.entries_left.checked_sub(1) else {
            return Ok(None);
        };
        self.entries_left = left;
        let start = reader.position();
        let key = read(reader)?;
        let bytes = reader.since(start);
        if bytes == self.last_key {
            return Err(CborError {
                fault: CborFault::DuplicateKey,
                at: start,
            });
        }
        if bytes < self.last_key {
            return Err(CborError {
                fault: CborFault::KeyOrder,
                at: start,
            });
        }
        self.last_key = bytes;
        Ok(Some(key))
    }
}

/// Not the bytes, which may be a person's.
impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader(at {} of {} bytes)", self.at, self.bytes.len())
    }
}

impl fmt::Debug for Map<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Map({} entries left)", self.entries_left)
    }
}

/// Checks that the bytes are exactly one item by the rules of SPEC §3.
///
/// # Errors
/// The first rule that is broken, and where.
pub fn check_item(bytes: &[u8]) -> Result<(), CborError> {
    let mut reader = Reader::new(bytes);
    reader.item()?;
    reader.end()
}
