//! The companies the demo company sells to, and the people in them.
//!
//! Their numbers have right check digits and are made up; their addresses end in `.example`, so
//! that no letter of a demo can ever reach anybody.

use std::collections::HashSet;

use super::dice::Dice;
use super::words::{CITIES, MEN, NAME_BEGINS, NAME_ENDS, POSTS, STREETS, SURNAMES, WOMEN};

#[derive(Debug, Clone)]
pub struct Client {
    pub name: String,
    /// The name as deals are titled with it: without the legal form.
    pub short: String,
    pub industry: &'static str,
    pub employees: i64,
    pub inn: Option<String>,
    pub kpp: Option<String>,
    pub ogrn: Option<String>,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub website: Option<String>,
    pub address: Option<String>,
    pub people: Vec<Person>,
}

#[derive(Debug, Clone)]
pub struct Person {
    pub last: String,
    pub first: String,
    pub middle: String,
    pub post: &'static str,
    /// The part they play in a purchase.
    pub part: &'static str,
    pub mobile: String,
    pub work: Option<String>,
    pub email: Option<String>,
}

const SIZES: u64 = 11;

/// Makes companies with names that do not repeat.
#[derive(Debug)]
pub struct Clients {
    dice: Dice,
    /// How large they are is drawn apart, so that nothing else changes with it.
    sizes: Dice,
    taken: HashSet<String>,
}

impl Clients {
    pub fn new(dice: Dice) -> Self {
        Self {
            dice,
            sizes: Dice::new(SIZES),
            taken: HashSet::new(),
        }
    }

    pub fn next(&mut self) -> Client {
        let dice = &mut self.dice;
        let city = dice.weighted(
            CITIES
                .iter()
                .enumerate()
                .map(|(n, _)| if n == 0 { 5.0 } else { 1.0 }),
        );
        let (region, city, city_code) = CITIES[city];
        let sole_trader = dice.chance(0.05);
        let (name, short, industry) = loop {
            let (name, short, industry) = if sole_trader {
                trader_name(dice)
            } else {
                firm_name(dice)
            };
            if self.taken.insert(short.clone()) {
                break (name, short, industry);
            }
        };
        let domain = format!("{}.example", transliterate(&short));
        let known = dice.chance(0.9);
        let people = (0..=dice.weighted([0.58, 0.30, 0.12]))
            .map(|_| person(dice, &domain, city_code))
            .collect();
        let office = format!("{region}{:02}", 1 + dice.below(30));
        let street = dice.pick(STREETS);
        let usual = if sole_trader { 3.0 } else { 90.0 };
        let employees = self.sizes.log_normal(usual, 1.3).round().max(1.0) as i64;
        Client {
            inn: known.then(|| {
                if sole_trader {
                    inn_12(dice, &office)
                } else {
                    inn_10(dice, &office)
                }
            }),
            kpp: (known && !sole_trader).then(|| format!("{office}01001")),
            ogrn: (known && dice.chance(0.8)).then(|| ogrn(dice, region, sole_trader)),
            phone: dice.chance(0.85).then(|| landline(dice, city_code)),
            email: dice.chance(0.75).then(|| format!("info@{domain}")),
            website: dice.chance(0.6).then(|| format!("https://{domain}")),
            address: dice
                .chance(0.8)
                .then(|| format!("{city}, {street}, {}", 1 + dice.below(140))),
            name,
            short,
            industry,
            employees,
            people,
        }
    }
}

fn firm_name(dice: &mut Dice) -> (String, String, &'static str) {
    let begin = *dice.pick(NAME_BEGINS);
    let (end, industry) = loop {
        let (end, industry) = *dice.pick(NAME_ENDS);
        if !end.contains(begin) {
            break (end, industry);
        }
    };
    let hyphen = if begin.contains('-') || dice.chance(0.4) {
        "-"
    } else {
        ""
    };
    let mut short = format!("{begin}{hyphen}{end}");
    if dice.chance(0.12) {
        short = format!("Завод {short}");
    }
    let form = ["ООО", "АО", "ПАО", "ЗАО"][dice.weighted([0.74, 0.18, 0.04, 0.04])];
    (format!("{form} «{short}»"), short, industry)
}

fn trader_name(dice: &mut Dice) -> (String, String, &'static str) {
    let (last, first, middle) = full_name(dice);
    let short = format!("{last} {first} {middle}");
    (format!("ИП {short}"), short, dice.pick(NAME_ENDS).1)
}

fn full_name(dice: &mut Dice) -> (&'static str, &'static str, &'static str) {
    let (his, her) = *dice.pick(SURNAMES);
    let (_, son, daughter) = *dice.pick(MEN);
    if dice.chance(0.58) {
        (his, dice.pick(MEN).0, son)
    } else {
        (her, *dice.pick(WOMEN), daughter)
    }
}

fn person(dice: &mut Dice, domain: &str, city_code: &str) -> Person {
    let (last, first, middle) = full_name(dice);
    let (post, part) = *dice.pick(POSTS);
    let initial: String = first.chars().take(1).collect();
    let mailbox = format!("{}.{}", transliterate(&initial), transliterate(last));
    Person {
        last: last.to_owned(),
        first: first.to_owned(),
        middle: if dice.chance(0.9) {
            middle.to_owned()
        } else {
            String::new()
        },
        post,
        part,
        mobile: format!("+79{:02}{}", 10 + dice.below(80), digits(dice, 7)),
        work: dice.chance(0.3).then(|| landline(dice, city_code)),
        email: dice.chance(0.8).then(|| format!("{mailbox}@{domain}")),
    }
}

fn landline(dice: &mut Dice, code: &str) -> String {
    format!("+7{code}{}{}", 2 + dice.below(8), digits(dice, 6))
}

fn digits(dice: &mut Dice, count: usize) -> String {
    (0..count)
        .map(|_| char::from(b'0' + dice.digit()))
        .collect()
}

fn check_digit(number: &str, weights: &[u64]) -> u64 {
    let sum: u64 = number
        .bytes()
        .zip(weights)
        .map(|(digit, weight)| u64::from(digit - b'0') * weight)
        .sum();
    sum % 11 % 10
}

/// The ИНН of a firm, registered with this tax office.
fn inn_10(dice: &mut Dice, office: &str) -> String {
    let number = format!("{office}{}", digits(dice, 5));
    let check = check_digit(&number, &[2, 4, 10, 3, 5, 9, 4, 6, 8]);
    format!("{number}{check}")
}

/// The ИНН of a person.
fn inn_12(dice: &mut Dice, office: &str) -> String {
    let number = format!("{office}{}", digits(dice, 6));
    let first = check_digit(&number, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
    let number = format!("{number}{first}");
    let second = check_digit(&number, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]);
    format!("{number}{second}")
}

fn ogrn(dice: &mut Dice, region: &str, sole_trader: bool) -> String {
    let year = 4 + dice.below(20);
    let (kind, serial, modulus) = if sole_trader { (3, 9, 13) } else { (1, 7, 11) };
    let number = format!("{kind}{year:02}{region}{}", digits(dice, serial));
    let check = number.parse::<u64>().unwrap_or_default() % modulus % 10;
    format!("{number}{check}")
}

/// Latin letters for addresses.
fn transliterate(text: &str) -> String {
    let mut latin = String::new();
    for letter in text.to_lowercase().chars() {
        latin.push_str(match letter {
            'а' => "a",
            'б' => "b",
            'в' => "v",
            'г' => "g",
            'д' => "d",
            'е' | 'ё' | 'э' => "e",
            'ж' => "zh",
            'з' => "z",
            'и' => "i",
            'й' | 'ы' => "y",
            'к' => "k",
            'л' => "l",
            'м' => "m",
            'н' => "n",
            'о' => "o",
            'п' => "p",
            'р' => "r",
            'с' => "s",
            'т' => "t",
            'у' => "u",
            'ф' => "f",
            'х' => "kh",
            'ц' => "ts",
            'ч' => "ch",
            'ш' => "sh",
            'щ' => "sch",
            'ю' => "yu",
            'я' => "ya",
            ' ' | '-' => "-",
            _ => "",
        });
    }
    latin
}

#[cfg(test)]
mod tests {
    use base::requisites::Requisite;

    use super::*;

    #[test]
    fn requisites_and_addresses_pass_the_checks_of_the_product() {
        let mut clients = Clients::new(Dice::new(9));
        for _ in 0..900 {
            let client = clients.next();
            let numbers = [
                (Requisite::Inn, &client.inn),
                (Requisite::Kpp, &client.kpp),
                (Requisite::Ogrn, &client.ogrn),
            ];
            for (requisite, number) in numbers {
                let Some(number) = number else { continue };
                let checked = requisite.parse(number).expect("the right shape");
                assert_eq!(checked.warning, None, "{number}");
            }
            for person in &client.people {
                assert_eq!(
                    base::phone::normalise(&person.mobile).as_ref(),
                    Some(&person.mobile)
                );
                if let Some(email) = &person.email {
                    assert_eq!(base::email::normalise(email).as_ref(), Some(email));
                }
            }
            let phone = client.phone.as_deref();
            assert_eq!(
                phone.map(base::phone::normalise),
                phone.map(|phone| Some(phone.to_owned()))
            );
        }
    }
}
