//! Blocks of addresses.

use std::net::IpAddr;

const SHAPE: &str = "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)";

/// Addresses that begin with the same bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    bits: u128,
    /// How many bits an address has: an IPv4 block is never a part of an IPv6 one.
    width: u32,
    length: u32,
}

impl Cidr {
    /// A block as `10.9.8.0/24`; else what is wrong with the text.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        let (address, length) = text.split_once('/').ok_or(SHAPE)?;
        let (bits, width) = match address.parse().map_err(|_| SHAPE)? {
            IpAddr::V4(address) => (u128::from(u32::from(address)), 32),
            IpAddr::V6(address) => (u128::from(address), 128),
        };
        let is_plain = length == "0" || (!length.starts_with('0') && length.bytes().all(|byte| byte.is_ascii_digit()));
        let length = length.parse().ok().filter(|length| is_plain && *length <= width).ok_or(SHAPE)?;
        let block = Self { bits, width, length };
        if block.prefix(length) != bits {
            return Err("must not have bits set beyond the prefix length");
        }
        Ok(block)
    }

    /// Whether the other block is a part of this one, and not all of it.
    pub(super) fn exceeds(self, other: Self) -> bool {
        self.width == other.width && other.length > self.length && other.prefix(self.length) == self.bits
    }

    /// The address with all bits after the first ones unset.
    fn prefix(self, length: u32) -> u128 {
        let rest = self.width - length;
        self.bits.checked_shr(rest).and_then(|bits| bits.checked_shl(rest)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_blocks_of_both_families() {
        for text in ["10.0.0.0/8", "0.0.0.0/0", "10.1.2.3/32", "::/0", "2001:db8::/64", "::1/128"] {
            assert!(Cidr::parse(text).is_ok(), "{text}");
        }
        for text in ["", "10.0.0.0", "nonsense", "10.0.0.0/33", "10.0.0.0/+8", "10.0.0.0/08", "010.0.0.0/8", "::/129"] {
            assert_eq!(Cidr::parse(text), Err(SHAPE), "{text}");
        }
        assert!(Cidr::parse("10.0.0.1/8").is_err_and(|detail| detail.contains("beyond the prefix")));
    }

    #[test]
    fn a_part_is_smaller_and_inside() {
        let block = |text| Cidr::parse(text).expect("a block");
        for (whole, part, exceeds) in [
            ("10.0.0.0/8", "10.1.0.0/16", true),
            ("10.0.0.0/8", "11.1.0.0/16", false),
            ("10.0.0.0/8", "10.0.0.0/8", false),
            ("10.1.0.0/16", "10.0.0.0/8", false),
            ("0.0.0.0/0", "10.0.0.0/8", true),
            ("::/0", "10.0.0.0/8", false),
        ] {
            assert_eq!(block(whole).exceeds(block(part)), exceeds, "{whole} {part}");
        }
    }
}
