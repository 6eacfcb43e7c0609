//! Which network a card is charged by: what the shop says of it, what its number says, and what the shopper wants.

use super::State;
use crate::card::Wanted;
use crate::card::brand::{Brand, Set};
use crate::card::expiry::Month;

impl State {
    /// The shop says which networks the card belongs to, and which of them it likes best.
    pub fn rule(&mut self, networks: Set, favourite: Option<Brand>) {
        (self.ruled, self.favourite) = (networks, favourite);
    }

    /// What the card rules are asked, with what the shop said of the card.
    pub fn wanted(&self, this_month: Month) -> Wanted {
        let mut wanted = self.options.wanted(this_month);
        wanted.preferred = self.preferred;
        if self.ruled != Set::ALL {
            // Whatever its number looks like.
            let takes = !self.ruled.intersect(wanted.accepted).is_empty();
            wanted.accepted = if takes { Set::ALL } else { Set::NONE };
        }
        wanted
    }

    /// Finds the networks of the card that the shop takes: of its own list, or else of those that the number names.
    pub(super) fn connect(&mut self, second: Option<Brand>) {
        let of_number = second.map_or(Set::NONE, |second| self.brands.with(second));
        let all = if self.ruled == Set::ALL { of_number } else { self.ruled };
        let networks = all.intersect(self.options.accepted);
        if networks != self.networks {
            self.networks = networks;
            let first = self.favourite.or(self.brands.single());
            self.preferred = first.filter(|first| networks.contains(*first)).or(networks.iter().next());
        }
    }

    /// The shopper wants this one.
    pub fn choose(&mut self, name: &str) {
        self.preferred = self.networks.iter().find(|brand| brand.name() == name).or(self.preferred);
    }

    /// The network to be charged, where the number alone does not say.
    pub fn preferred(&self) -> Option<Brand> {
        self.preferred
    }

    /// The brand: the one that is to be charged, or the only possible one.
    pub fn brand(&self) -> Option<Brand> {
        self.preferred.or(self.brands.single())
    }
}

#[cfg(test)]
mod tests;
