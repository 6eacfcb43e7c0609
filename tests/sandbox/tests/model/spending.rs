//! What is good once is spent.

use super::*;

impl System {
    pub async fn spend(&mut self, at: usize, ticket: &Ticket) -> Reply {
        let secret = self.tickets[at].clone();
        let bearer = format!("Bearer {secret}");
        match ticket {
            Ticket::Clover { .. } => {
                let private = format!("Bearer {}", self.text("clover", "privateKey"));
                let body = json!({"amount": 100, "currency": "usd", "source": secret});
                self.ask("POST", "/clover/v1/charges", &[("authorization", &private)], &body).await
            }
            Ticket::Access { .. } => {
                self.ask("GET", "/clover/pakms/apikey", &[("authorization", &bearer)], &Value::Null).await
            }
            Ticket::Refresh { .. } => {
                let body = json!({"client_id": self.text("clover", "clientId"), "refresh_token": secret});
                let reply = self.ask("POST", "/clover/oauth/v2/refresh", &[], &body).await;
                if reply.status == 200 {
                    let pair = reply.json();
                    let text = |name: &str| pair[name].as_str().unwrap().to_owned();
                    self.tickets.extend([text("access_token"), text("refresh_token")]);
                }
                reply
            }
            Ticket::Session { .. } => {
                // Of another scope: refused, and nothing is spent by it.
                let other = format!("/vaultera/api/v1/show_card?card_token={NOBODY}&session_token={secret}");
                assert_eq!(self.ask("GET", &other, &[], &Value::Null).await.status, 401);
                self.ask("GET", &format!("/vaultera/api/v1/capture_form?session_token={secret}"), &[], &Value::Null)
                    .await
            }
            Ticket::Checkout { .. } => {
                let body = payconex::entered(payconex::VISA);
                self.ask("POST", "/payconex/checkout/tokenize", &[("authorization", &bearer)], &body).await
            }
            Ticket::Signed { .. } => {
                let path = format!("/payconex{}", self.first().path("/api-keys?limit=1"));
                self.ask("GET", &path, &[("authorization", &secret)], &Value::Null).await
            }
        }
    }

    pub async fn open_checkout(&mut self, by: Option<usize>) -> Reply {
        let (key, first) = (self.payconex(by), self.first());
        let configuration =
            json!({"label": "model", "allowedPaymentMethods": ["CARD"], "allowedParentDomains": ["a.example"]});
        let path = format!("/payconex{}", first.path("/payment-iframe"));
        let made = self.ask("POST", &path, &[("authorization", &first.basic())], &configuration).await;
        let path = format!("{path}/{}/instance/init", made.json()["id"].as_str().unwrap());
        self.ask("POST", &path, &[("authorization", &key.basic())], &json!({"label": "model"})).await
    }
}
